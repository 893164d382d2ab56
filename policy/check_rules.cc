#include "policy/check_rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "policy/error.h"
#include "policy/exec_chain.h"
#include "policy/inherited_rules.h"

namespace nsbinfmt::policy {
namespace {

/// Rules whose interpreter is missing: warned of once for all, since a whole binfmt.d often names many.
class MissingInterpreters {
 public:
  void add(const Rule& rule) {
    names_ += fmt::format("{}'{}' ({})", names_.empty() ? "" : ", ", rule.name, engine_path(rule));
  }
  void warn(std::vector<std::string>& warnings) const {
    if (!names_.empty())
      warnings.push_back(
          fmt::format("no such interpreter here, guests of these rules will not run: {}", names_));
  }

 private:
  std::string names_;
};

[[noreturn]] void refuse(const Rule& rule, const std::string& why, const std::string& hint) {
  throw Error(fmt::format("{}: rule '{}' would fail at every exec: {}", rule.origin, rule.name, why), hint);
}

/// How each engine's own start goes: rules often share one, and following it is a walk over all rules.
class EngineStarts {
 public:
  EngineStarts(std::span<const Rule> rules, const ReadProgram& read) : rules_(rules), read_(read) {}

  const ExecOutcome& of(const Rule& rule) {
    // The kernel's own start of an engine is a rewrite of the guest's execve, the launcher's is an execve of
    // its own.
    const bool direct = std::holds_alternative<DirectEngine>(rule.engine);
    const std::string& path = engine_path(rule);
    const auto [entry, is_new] = outcomes_[direct ? 1 : 0].try_emplace(path);
    if (is_new) {
      GuestCall call;
      call.file = call.argv0 = path;
      entry->second = follow_exec(rules_, read_, call, direct ? 1 : 0);
    }
    return entry->second;
  }

 private:
  std::span<const Rule> rules_;
  const ReadProgram& read_;
  std::array<std::unordered_map<std::string, ExecOutcome>, 2> outcomes_;
};

void check_chain(const Rule& rule, const ExecOutcome& outcome, std::vector<std::string>& warnings) {
  const std::string& path = engine_path(rule);
  const bool catches_itself =
      std::ranges::any_of(outcome.steps, [&](const ExecStep& step) { return step.rule == &rule; });
  if (catches_itself)
    refuse(rule, fmt::format("it matches its own engine '{}' or what that is run by", path),
           "narrow the magic and mask, or give an engine that the rule does not match");
  const bool direct = std::holds_alternative<DirectEngine>(rule.engine);
  if (direct && rule.flags.open_binary && !outcome.steps.empty())
    refuse(rule,
           fmt::format("with flag O or C the kernel starts no interpreter that is a {} itself, as '{}' is",
                       outcome.steps.front().rule == nullptr ? "script" : "guest", path),
           "leave out O and C, or give a program as the engine");
  if (outcome.error == "ELOOP")
    refuse(rule, fmt::format("'{}' is run through too many interpreters (ELOOP)", path), {});
  if (!outcome.unread.empty())
    warnings.push_back(
        fmt::format("{}: '{}', which rule '{}' needs, cannot be read: whether a rule catches it is not known",
                    rule.origin, outcome.unread, rule.name));
  if (outcome.error == "ENOENT")
    warnings.push_back(
        fmt::format("{}: rule '{}': '{}', which runs the engine '{}', is not there or cannot be executed",
                    rule.origin, rule.name, outcome.culprit, path));
  if (outcome.error == "ENOEXEC")
    refuse(rule, fmt::format("'{}' is no program that the kernel can start (ENOEXEC)", outcome.culprit),
           "a script needs a #! line");
}

void check_fixed(const Rule& rule, const Program& program, std::vector<std::string>& warnings) {
  if (!rule.flags.fix_binary || !std::holds_alternative<DirectEngine>(rule.engine)) return;
  if (program.linkage == Linkage::dynamic_elf)
    warnings.push_back(
        fmt::format("{}: flag F of rule '{}' promises that '{}' works in every root, but it is dynamically "
                    "linked and its libraries are looked up there; use a static build, or leave out F",
                    rule.origin, rule.name, program.path));
  if (program.linkage == Linkage::script)
    warnings.push_back(
        fmt::format("{}: flag F of rule '{}' promises that '{}' works in every root, but what its #! line "
                    "names is looked up there; use a static program, or leave out F",
                    rule.origin, rule.name, program.path));
}

}  // namespace

void check_rules(std::span<const Rule> rules, const std::map<std::string, Program>& programs,
                 std::vector<std::string>& warnings) {
  const ReadProgram read = [&](const std::string& path) -> std::optional<Program> {
    const auto program = programs.find(path);
    if (program == programs.end()) return std::nullopt;
    return program->second;
  };
  MissingInterpreters missing;
  EngineStarts starts(rules, read);
  for (const Rule& rule : rules) {
    const std::string& path = engine_path(rule);
    const auto program = programs.find(path);
    const bool inherited = rule.origin == inherited_origin;
    if (program != programs.end()) {
      if (!inherited) check_chain(rule, starts.of(rule), warnings);
      if (!inherited) check_fixed(rule, program->second, warnings);
    } else if (rule.flags.fix_binary && std::holds_alternative<DirectEngine>(rule.engine)) {
      throw Error(
          fmt::format(
              "{}: rule '{}' cannot be registered: its interpreter '{}' is not there or cannot be executed, "
              "and flag F opens it at once",
              rule.origin, rule.name, path),
          "install the interpreter, or leave out F");
    } else if (!inherited) {
      missing.add(rule);
    }
    if (!inherited && std::holds_alternative<DirectEngine>(rule.engine) && !path.starts_with('/'))
      warnings.push_back(fmt::format(
          "{}: interpreter '{}' of rule '{}' is relative: the kernel looks it up from the working "
          "directory of each exec; give an absolute path",
          rule.origin, path, rule.name));
  }
  missing.warn(warnings);
}

}  // namespace nsbinfmt::policy
