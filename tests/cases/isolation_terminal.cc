#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "tests/cases/child.h"
#include "tests/cases/errno_name.h"
#include "tests/cases/isolation.h"
#include "tests/cases/runner.h"
#include "tests/support/catch.h"

namespace nsbinfmt::test {
namespace {

constexpr const char* interrupt_key = "\x03";
constexpr const char* suspend_key = "\x1a";

// A job-control shell in small: the command is its foreground job. What happens to the job goes to the
// terminal.
[[noreturn]] void shell(int terminal, const std::vector<std::string>& argv) {
  setsid();
  ioctl(terminal, TIOCSCTTY, 0);
  for (int fd : {0, 1, 2}) dup2(terminal, fd);
  if (terminal > 2) close(terminal);
  std::signal(SIGTTOU, SIG_IGN);
  const pid_t job = fork();
  if (job == 0) {
    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpid());
    std::signal(SIGTTOU, SIG_DFL);
    become(argv, {"PROBE=process,terminal", "TERM=dumb"});
  }
  setpgid(job, job);
  int status = 0;
  while (waitpid(job, &status, WUNTRACED) == job) {
    if (WIFSTOPPED(status)) {
      tcsetpgrp(STDIN_FILENO, getpgrp());
      write_text(STDOUT_FILENO, std::string("<stopped by ") + signal_name(WSTOPSIG(status)) + ">\n");
      tcsetpgrp(STDIN_FILENO, job);
      kill(-job, SIGCONT);
      continue;
    }
    Outcome outcome;
    outcome.wait_status = status;
    write_text(STDOUT_FILENO, "<job over " + status_text(outcome) + ">\n");
    break;
  }
  _exit(0);
}

class Terminal {
 public:
  explicit Terminal(const std::vector<std::string>& argv)
      : master_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (!master_.valid() || grantpt(master_.number()) != 0 || unlockpt(master_.number()) != 0)
      throw std::runtime_error("cannot open a terminal");
    const std::string name = ptsname(master_.number());
    pid_ = fork();
    if (pid_ == 0) {
      const int terminal = open(name.c_str(), O_RDWR | O_NOCTTY);
      shell(terminal, argv);
    }
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    master_.reset();  // hangs up, should the job still be there
    waitpid(pid_, nullptr, 0);
  }

  void type(const std::string& keys) const { write_text(master_.number(), keys); }

  // All output so far, once it has this text; after ten seconds whatever there is.
  const std::string& output_with(const std::string& text) {
    while (output_.find(text) == std::string::npos) {
      pollfd ready{master_.number(), POLLIN, 0};
      char block[1024];
      if (poll(&ready, 1, 10000) <= 0) break;
      const ssize_t n = read(master_.number(), block, sizeof block);
      if (n <= 0) break;
      output_.append(block, static_cast<std::size_t>(n));
    }
    return output_;
  }

 private:
  Fd master_;
  int pid_ = -1;
  std::string output_;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void suspend_and_continue(const Backend& backend) {
  const World world(isolation_files());
  Terminal terminal(
      nsbinfmt_argv(backend.options, {foo_rule(world)},
                    {"/bin/sh", "-c", "echo ready; read x; echo got $x; " + world.path() + "/x.foo"}));
  CHECK(has(terminal.output_with("ready"), "ready"));
  terminal.type(suspend_key);
  CHECK(has(terminal.output_with("<stopped by"), "<stopped by TSTP>"));
  terminal.type("hello\n");
  CHECK(has(terminal.output_with("got "), "got hello"));
  const std::string all = terminal.output_with("<job over");
  INFO(all);
  CHECK(has(all, "foreground yes stdin tty"));
  CHECK(has(terminal.output_with(">\r\n"), "<job over"));
  CHECK_FALSE(has(all, "exit "));
}

void interrupt(const Backend& backend) {
  const World world(isolation_files());
  Terminal terminal(
      nsbinfmt_argv(backend.options, {foo_rule(world)}, {"/bin/sh", "-c", "echo ready; read x"}));
  CHECK(has(terminal.output_with("ready"), "ready"));
  terminal.type(interrupt_key);
  CHECK(has(terminal.output_with("<job over"), "<job over"));
  CHECK(has(terminal.output_with("INT"), "signal INT"));
}

// The guest is the leader of the foreground process group, with the shell as its parent.
void controlling_terminal(const Backend& backend) {
  const World world(isolation_files());
  const std::string directly = Terminal({world.path() + "/i"}).output_with("<job over");
  const std::string wrapped =
      Terminal(nsbinfmt_argv(backend.options, {foo_rule(world)}, {world.path() + "/x.foo"}))
          .output_with("<job over");
  INFO(wrapped);
  CHECK(has(directly, "terminal foreground yes stdin tty"));
  CHECK(has(wrapped, "terminal foreground yes stdin tty"));
  const auto number_after = [&](const std::string& word) {
    return std::atoi(wrapped.c_str() + wrapped.find(word) + word.size());
  };
  CHECK(number_after("pid ") == number_after("group "));
  CHECK(number_after("parent ") == number_after("session "));
}

}  // namespace

std::span<const IsolationTest> terminal_tests() {
  static const std::vector<IsolationTest> table = {
      {"^Z stops the job, SIGCONT continues it", suspend_and_continue},
      {"^C interrupts the job", interrupt},
      {"controlling terminal and process group are the caller's", controlling_terminal},
  };
  return table;
}

}  // namespace nsbinfmt::test
