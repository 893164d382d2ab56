#include "policy/exec_chain.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "policy/elf_machines.h"

namespace nsbinfmt::policy {
namespace {

/// True for an ELF program of another machine, which the kernel does not load.
bool is_foreign(std::string_view head) {
  const auto is_of = [&](const ElfMachine& machine) { return matches(elf_match(machine), head, {}); };
  const auto machine = std::ranges::find_if(elf_machines, is_of);
  if (machine == elf_machines.end() || machine->name == native_machine()) return false;
  const std::string_view compatible = native_machine() == "x86_64" ? "i386" : "arm";
  return machine->name != compatible;
}

/// One execve on its way. The launcher's own execve starts a new one.
class Exec {
 public:
  Exec(std::span<const Rule> rules, const ReadProgram& read, const GuestCall& call, ExecOutcome& outcome)
      : rules_(rules), read_(read), call_(call), outcome_(outcome) {}

  /// Runs one execve; the launcher that it ended in, or nullptr when it ended otherwise.
  const LaunchedEngine* run(std::string path, std::vector<std::string> argv, unsigned rewrites) {
    if (argv.empty()) argv.emplace_back();  // the kernel adds an empty argv[0]
    bool passes_descriptor = false;
    // The kernel opens the next interpreter first: when that fails, its errno wins.
    std::string error;
    std::string culprit;
    for (;; ++rewrites) {
      const std::optional<Program> program = read_(path);
      if (!program) return fail("ENOENT", path);
      if (!error.empty()) return fail(error, culprit);
      if (!program->is_readable) outcome_.unread = path;
      const Rule* rule = match(*program, path);
      const std::optional<Shebang> shebang = rule != nullptr ? std::nullopt : parse_shebang(program->head);
      if (rule == nullptr && !shebang) return finish(*program, path, std::move(argv));
      // exec_binprm() refuses any rewrite once a descriptor is promised to an interpreter.
      if (passes_descriptor || rewrites == max_rewrites) {
        error = passes_descriptor ? "ENOEXEC" : "ELOOP";
        culprit = path;
      }
      if (rule == nullptr) {
        argv = script_argv(*shebang, path, argv);
        outcome_.steps.push_back({.rule = nullptr, .matched = path, .argv = argv});
        path = shebang->interpreter;
        continue;
      }
      if (const auto* launched = std::get_if<LaunchedEngine>(&rule->engine)) {
        if (!error.empty()) return fail(error, culprit);
        launch(*rule, *launched, path, argv);
        return launched;
      }
      argv = rule_argv(*rule, path, argv);
      outcome_.steps.push_back({.rule = rule, .matched = path, .argv = argv});
      passes_descriptor = rule->flags.open_binary;
      path = engine_path(*rule);
    }
  }

 private:
  const LaunchedEngine* fail(std::string error, std::string culprit) {
    outcome_.error = std::move(error);
    outcome_.culprit = std::move(culprit);
    return nullptr;
  }

  const LaunchedEngine* finish(const Program& program, const std::string& path,
                               std::vector<std::string> argv) {
    const bool is_elf = program.linkage == Linkage::static_elf || program.linkage == Linkage::dynamic_elf;
    // Of a program that cannot be read nothing is known: it is taken for one that starts.
    if (program.is_readable && (!is_elf || is_foreign(program.head))) return fail("ENOEXEC", path);
    outcome_.program = path;
    outcome_.argv = std::move(argv);
    return nullptr;
  }

  const Rule* match(const Program& program, const std::string& path) const {
    const auto newest = std::ranges::find_if(rules_.rbegin(), rules_.rend(), [&](const Rule& rule) {
      return matches(rule.matcher, program.head, path);
    });
    return newest == rules_.rend() ? nullptr : &*newest;
  }

  static std::vector<std::string> script_argv(const Shebang& shebang, const std::string& path,
                                              const std::vector<std::string>& argv) {
    std::vector<std::string> rewritten = {shebang.interpreter};
    if (shebang.argument) rewritten.push_back(*shebang.argument);
    rewritten.push_back(path);
    rewritten.insert(rewritten.end(), std::next(argv.begin()), argv.end());
    return rewritten;
  }

  static std::vector<std::string> rule_argv(const Rule& rule, const std::string& path,
                                            const std::vector<std::string>& argv) {
    std::vector<std::string> rewritten = {engine_path(rule), path};
    const auto kept = rule.flags.preserve_argv0 ? argv.begin() : std::next(argv.begin());
    rewritten.insert(rewritten.end(), kept, argv.end());
    return rewritten;
  }

  void launch(const Rule& rule, const LaunchedEngine& engine, const std::string& path,
              const std::vector<std::string>& argv) {
    GuestCall call = call_;
    // The launcher names the descriptor that the kernel has opened for it; which number it is, only the
    // kernel knows.
    call.file = rule.flags.open_binary ? "/proc/self/fd/N" : path;
    call.argv0 = argv.front();
    call.args.assign(std::next(argv.begin()), argv.end());
    outcome_.argv = expand(engine.command, call);
    outcome_.steps.push_back({.rule = &rule, .matched = path, .argv = outcome_.argv});
  }

  std::span<const Rule> rules_;
  const ReadProgram& read_;
  const GuestCall& call_;
  ExecOutcome& outcome_;
};

}  // namespace

ExecOutcome follow_exec(std::span<const Rule> rules, const ReadProgram& read, const GuestCall& call,
                        unsigned rewrites_before) {
  ExecOutcome outcome;
  std::string path = call.file;
  std::vector<std::string> argv = {call.argv0};
  argv.insert(argv.end(), call.args.begin(), call.args.end());
  // An engine that is a guest of its own rule would launch for ever; the kernel's limit serves for launches,
  // too.
  for (unsigned launches = 0;; ++launches) {
    const LaunchedEngine* launched =
        Exec(rules, read, call, outcome).run(path, std::move(argv), launches == 0 ? rewrites_before : 0);
    if (launched == nullptr) return outcome;
    path = launched->command.program;
    argv = std::exchange(outcome.argv, {});
    if (launches == max_rewrites) {
      outcome.error = "ELOOP";
      outcome.culprit = path;
      return outcome;
    }
  }
}

}  // namespace nsbinfmt::policy
