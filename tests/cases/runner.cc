#include "tests/cases/runner.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/cases/errno_name.h"
#include "tests/cases/private_instance.h"
#include "tests/cases/tools.h"

namespace nsbinfmt::test {
namespace {

std::vector<std::string> action_argv(const Case& one, const World& world) {
  std::vector<std::string> argv = {action_program()};
  for (const std::string& step : one.steps) {
    if (argv.size() > 1) argv.emplace_back("--");
    for (const std::string& word : split_words(step)) argv.push_back(world.expand(word));
  }
  return argv;
}

std::vector<std::string> expanded_rules(const Case& one, const World& world) {
  std::vector<std::string> rules;
  for (const std::string& rule : one.rules) rules.push_back(world.expand(rule));
  return rules;
}

// A read-only view, as an executable must not be open for writing.
int executable_memfd(const std::string& path) {
  const int source = open(path.c_str(), O_RDONLY);
  const int memory = memfd_create("interpreter", 0);
  struct stat status {};
  fstat(source, &status);
  if (sendfile(memory, source, nullptr, static_cast<std::size_t>(status.st_size)) != status.st_size)
    give_up("sendfile");
  const int reader = open(("/proc/self/fd/" + std::to_string(memory)).c_str(), O_RDONLY);
  close(source);
  close(memory);
  return reader;
}

void open_given_fds(const Case& one, const World& world) {
  for (const GivenFd& given : one.fds) {
    const std::string path = world.path() + "/" + given.path;
    const int fd = given.kind == FdKind::memfd ? executable_memfd(path) : open(path.c_str(), O_PATH);
    if (fd < 0) give_up("open " + path);
    if (fd == given.number) continue;
    if (dup2(fd, given.number) < 0) give_up("dup2");
    close(fd);
  }
}

int run_on_bare_kernel(const Case& one, const World& world) {
  const unsigned uid = geteuid();
  const unsigned gid = getegid();
  if (chdir(world.path().c_str()) != 0) give_up("chdir");
  open_given_fds(one, world);
  enter_set_up_namespace();
  {
    const Fd instance = make_instance();
    attach_instance(instance, binfmt_directory);
    for (const std::string& rule : expanded_rules(one, world)) {
      const int error = register_line(instance, rule);
      if (error == 0) continue;
      write_text(STDOUT_FILENO, "register " + rule + ": " + errno_name(error) + "\n");
      return 125;
    }
  }
  enter_final_namespace(uid, gid);
  become(action_argv(one, world));
}

int run_under_nsbinfmt(const Case& one, const World& world, const Backend& backend) {
  if (chdir(world.path().c_str()) != 0) give_up("chdir");
  open_given_fds(one, world);
  become(nsbinfmt_argv(backend.options, expanded_rules(one, world), action_argv(one, world)));
}

}  // namespace

std::vector<std::string> nsbinfmt_argv(const std::vector<std::string>& options,
                                       const std::vector<std::string>& rules,
                                       const std::vector<std::string>& argv) {
  std::vector<std::string> words = {nsbinfmt_program()};
  words.insert(words.end(), options.begin(), options.end());
  for (const std::string& rule : rules) {
    words.emplace_back("--rule");
    words.push_back(rule);
  }
  words.emplace_back("--");
  words.insert(words.end(), argv.begin(), argv.end());
  return words;
}

Transcript run_case(const Case& one, const Backend& backend) {
  const World world(one.files);
  const Outcome outcome = run_in_child([&] {
    switch (backend.kind) {
      case BackendKind::bare:
        return run_on_bare_kernel(one, world);
      case BackendKind::nsbinfmt:
        return run_under_nsbinfmt(one, world, backend);
    }
    std::abort();
  });
  if (backend.kind == BackendKind::nsbinfmt && is_refusal(outcome))
    return {.text = "refused by nsbinfmt\n", .messages = world.shorten(outcome.err)};
  return {.text = world.shorten(outcome.out + status_text(outcome)), .messages = world.shorten(outcome.err)};
}

Outcome run_nsbinfmt(const std::vector<std::string>& options, const std::vector<std::string>& rules,
                     const std::vector<std::string>& argv, const std::vector<std::string>& environment) {
  return run_in_child([&]() -> int { become(nsbinfmt_argv(options, rules, argv), environment); });
}

bool is_refusal(const Outcome& outcome) {
  return !outcome.timed_out && WIFEXITED(outcome.wait_status) && WEXITSTATUS(outcome.wait_status) == 125 &&
         outcome.out.empty() && outcome.err.starts_with("nsbinfmt: ") && outcome.err.size() > 12;
}

}  // namespace nsbinfmt::test
