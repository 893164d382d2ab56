#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/cases/child.h"
#include "tests/cases/errno_name.h"
#include "tests/cases/isolation.h"
#include "tests/cases/runner.h"
#include "tests/support/catch.h"

namespace nsbinfmt::test {
namespace {

void every_exit_status(const Backend& backend) {
  const World world(isolation_files());
  for (int status = 0; status < 256; ++status) {
    const Outcome outcome = run_nsbinfmt(backend.options, {foo_rule(world)}, {world.path() + "/x.foo"},
                                         {"PROBE=argc", "PROBE_EXIT=" + std::to_string(status)});
    INFO(outcome.err);
    CHECK((WIFEXITED(outcome.wait_status) && WEXITSTATUS(outcome.wait_status) == status));
    CHECK(outcome.out == "argc 2\n");
  }
}

void every_signal(const Backend& backend) {
  const World world(isolation_files());
  for (int signal : {SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGABRT, SIGFPE, SIGKILL, SIGSEGV, SIGPIPE, SIGALRM,
                     SIGTERM, SIGUSR1, SIGUSR2, SIGBUS, SIGSYS, SIGXCPU}) {
    const Outcome outcome = run_nsbinfmt(backend.options, {foo_rule(world)}, {world.path() + "/x.foo"},
                                         {"PROBE=argc", "PROBE_SIGNAL=" + std::to_string(signal)});
    CHECK(outcome.out == "argc 2\n");
    CHECK(status_text(outcome) == std::string("signal ") + signal_name(signal) + "\n");
  }
}

void signals_arrive(const Backend& backend) {
  const World world(isolation_files());
  for (int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) {
    const std::string name = signal_name(signal);
    Running running(
        backend, world, {foo_rule(world)},
        {"/bin/sh", "-c",
         "trap 'echo got " + name + "; exit 3' " + name + "; echo ready; while :; do sleep 0.02; done"});
    CHECK(running.read_line() == "ready");
    running.signal(signal);
    CHECK(running.read_line() == "got " + name);
    CHECK(running.wait() == "exit 3\n");
  }
}

void unhandled_signals_kill(const Backend& backend) {
  const World world(isolation_files());
  for (int signal : {SIGTERM, SIGINT, SIGKILL}) {
    Running running(backend, world, {foo_rule(world)}, {"/bin/sh", "-c", "echo ready; read x"});
    CHECK(running.read_line() == "ready");
    running.signal(signal);
    CHECK(running.wait() == std::string("signal ") + signal_name(signal) + "\n");
  }
}

void check_failure(const Backend& backend, const std::string& command, const std::string& status) {
  const World world(isolation_files());
  const Outcome outcome = run_nsbinfmt(backend.options, {foo_rule(world)}, {world.expand(command)});
  INFO(command << ": " << outcome.err);
  CHECK(outcome.out.empty());
  CHECK(status_text(outcome) == status);
  CHECK(outcome.err.starts_with("nsbinfmt: "));
  CHECK(outcome.err.find(world.expand(command)) != std::string::npos);
}

void not_found(const Backend& backend) {
  check_failure(backend, "no-such-command-anywhere", "exit 127\n");
  check_failure(backend, "$W/gone", "exit 127\n");
}

void not_executable(const Backend& backend) {
  check_failure(backend, "$W/plain", "exit 126\n");
  check_failure(backend, "$W/d", "exit 126\n");
  check_failure(backend, "$W/x.foo/below", "exit 126\n");
}

// As env(1), which says 127 only for ENOENT: a guest whose interpreter is missing is ENOENT, which env(1) and
// the shells call 127.
void interpreter_not_found(const Backend& backend) {
  const World world(isolation_files());
  const Outcome outcome = run_nsbinfmt(backend.options, {foo_rule(world, "gone")}, {world.path() + "/x.foo"});
  CHECK(outcome.out.empty());
  CHECK(status_text(outcome) == "exit 127\n");
  CHECK(outcome.err.starts_with("nsbinfmt: "));
}

void own_failure(const Backend& backend) {
  const World world(isolation_files());
  for (const std::string& rule : std::vector<std::string>{":bad", ":bad:X::foo::/i:", ""}) {
    const Outcome outcome = run_nsbinfmt(backend.options, {rule}, {world.path() + "/i"});
    INFO(rule << ": " << outcome.err);
    CHECK(is_refusal(outcome));
  }
  const Outcome unknown = run_nsbinfmt({"--no-such-option"}, {}, {world.path() + "/i"});
  CHECK(is_refusal(unknown));
}

}  // namespace

std::span<const IsolationTest> status_tests() {
  static const std::vector<IsolationTest> table = {
      {"exit status 0 to 255 of a guest", every_exit_status},
      {"death of a guest by a signal", every_signal},
      {"signals arrive at the command", signals_arrive},
      {"signals that the command does not handle kill it", unhandled_signals_kill},
      {"127: not found", not_found},
      {"126: not executable", not_executable},
      {"127: the interpreter is missing", interpreter_not_found},
      {"125: our own failure", own_failure},
  };
  return table;
}

}  // namespace nsbinfmt::test
