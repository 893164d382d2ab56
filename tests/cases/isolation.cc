#include "tests/cases/isolation.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <stdexcept>

#include "tests/cases/child.h"
#include "tests/cases/private_instance.h"
#include "tests/cases/runner.h"
#include "tests/cases/tools.h"

namespace nsbinfmt::test {
namespace {

std::vector<std::string> action(const World& world, const std::vector<std::string>& steps) {
  std::vector<std::string> argv = {action_program()};
  for (const std::string& step : steps) {
    if (argv.size() > 1) argv.emplace_back("--");
    for (const std::string& word : split_words(step)) argv.push_back(world.expand(word));
  }
  return argv;
}

std::string run(const World& world, const std::vector<std::string>& argv) {
  const Outcome outcome = run_in_child([&]() -> int {
    if (chdir(world.path().c_str()) != 0) give_up("chdir");
    become(argv);
  });
  return world.shorten(outcome.out + status_text(outcome));
}

}  // namespace

const std::vector<File>& isolation_files() {
  static const std::vector<File> files = {
      probe("i"),    probe("j"), text("x.foo", "GUEST"), text("y.bar", "GUEST"), text("plain", "", 0644),
      directory("d")};
  return files;
}

std::string foo_rule(const World& world, const std::string& interpreter, const std::string& flags) {
  return ":foo:E::foo::" + world.path() + "/" + interpreter + ":" + flags;
}

std::string inside(const Backend& backend, const World& world, const std::vector<std::string>& rules,
                   const std::vector<std::string>& steps) {
  return run(world, nsbinfmt_argv(backend.options, rules, action(world, steps)));
}

std::string outside(const World& world, const std::vector<std::string>& steps) {
  return run(world, action(world, steps));
}

Running::Running(const Backend& backend, const World& world, const std::vector<std::string>& rules,
                 const std::vector<std::string>& argv) {
  int in[2];
  int out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("cannot make pipes");
  const std::vector<std::string> words = nsbinfmt_argv(backend.options, rules, argv);
  std::fflush(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    if (dup2(in[0], STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0) _exit(125);
    syscall(SYS_close_range, 3U, ~0U, 0U);
    if (chdir(world.path().c_str()) != 0) _exit(125);
    become(words);
  }
  close(in[0]);
  close(out[1]);
  input_ = Fd(in[1]);
  output_ = Fd(out[0]);
}

Running::~Running() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  wait();
}

std::string Running::read_line() {
  std::string line;
  for (;;) {
    pollfd ready{output_.number(), POLLIN, 0};
    if (poll(&ready, 1, 10000) <= 0) return line + "(nothing)";
    char c = 0;
    if (read(output_.number(), &c, 1) != 1) return line + "(end)";
    if (c == '\n') return line;
    line += c;
  }
}

void Running::send(const std::string& text) const { write_text(input_.number(), text); }

void Running::signal(int number) const { kill(pid_, number); }

std::string Running::wait() {
  Outcome outcome;
  pid_t done = 0;
  for (int i = 0; i < 1000 && done == 0; ++i) {
    done = waitpid(pid_, &outcome.wait_status, WNOHANG);
    if (done == 0) usleep(10000);
  }
  if (done == 0) {
    outcome.timed_out = true;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  pid_ = -1;
  return status_text(outcome);
}

}  // namespace nsbinfmt::test
