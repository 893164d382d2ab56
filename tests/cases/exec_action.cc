// exec_action STEP -- STEP -- ...: does what a case's action says (see action.h), one child per step, in
// order.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "tests/cases/action.h"
#include "tests/cases/errno_name.h"

namespace nsbinfmt::test {

std::string take(Words& words) {
  if (words.empty()) {
    say("exec_action: a word is missing\n");
    _exit(2);
  }
  std::string word = words.front();
  words.pop_front();
  return word;
}

int take_number(Words& words) { return std::atoi(take(words).c_str()); }

void say(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(STDOUT_FILENO, text.data(), text.size());
    if (n <= 0) _exit(3);
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

void stop(std::string_view what) {
  const int error = errno;
  say(std::string(what) + ": " + errno_name(error) + "\n");
  _exit(0);
}

int wait_and_report(int child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) say(std::string("signal ") + signal_name(WTERMSIG(status)) + "\n");
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
    say("exit " + std::to_string(WEXITSTATUS(status)) + "\n");
  return 0;
}

namespace {

void run_step(Words words) {
  const pid_t child = fork();
  if (child < 0) stop("fork");
  if (child == 0) {
    Manner manner;
    while (prepare(words, manner)) {
    }
    finish(words, manner);
  }
  wait_and_report(child);
}

}  // namespace
}  // namespace nsbinfmt::test

int main(int argc, char** argv) {
  using nsbinfmt::test::Words;
  const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &no_core);
  Words step;
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]) != "--") {
      step.emplace_back(argv[i]);
      continue;
    }
    nsbinfmt::test::run_step(step);
    step.clear();
  }
  if (!step.empty()) nsbinfmt::test::run_step(step);
  return 0;
}
