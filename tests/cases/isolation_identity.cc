#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "tests/cases/child.h"
#include "tests/cases/isolation.h"
#include "tests/cases/private_instance.h"
#include "tests/cases/runner.h"
#include "tests/support/catch.h"

namespace nsbinfmt::test {
namespace {

void own_ids(const Backend& backend) {
  const World world(isolation_files());
  const std::vector<std::string> steps = {"show ids exec $W/i A0", "exec /usr/bin/id id -un",
                                          "exec /usr/bin/id id -gn",
                                          "exec /usr/bin/stat stat -c '%u %g' $W/x.foo"};
  CHECK(inside(backend, world, {foo_rule(world)}, steps) == outside(world, steps));
}

void no_capabilities(const Backend& backend) {
  const World world(isolation_files());
  const std::string zero = "0000000000000000";
  CHECK(inside(backend, world, {foo_rule(world)}, {"show caps,no_new_privs exec $W/x.foo A0"}) ==
        "caps prm " + zero + " eff " + zero + " bnd " + zero + " amb " + zero + " inh " + zero +
            "\nno_new_privs 1\n");
}

// The state a process hands down through exec, each thing set to what is not its default.
void unusual_state(const World& world) {
  if (chdir((world.path() + "/d").c_str()) != 0) give_up("chdir");
  umask(0137);
  const rlimit files{.rlim_cur = 77, .rlim_max = 99};
  setrlimit(RLIMIT_NOFILE, &files);
  const rlimit core{.rlim_cur = 0, .rlim_max = 4096};
  setrlimit(RLIMIT_CORE, &core);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigaddset(&blocked, SIGRTMIN + 3);
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
  std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGCHLD, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGUSR2);
  const int fd = open("/dev/null", O_RDONLY);
  if (dup2(fd, 7) < 0 || dup2(fd, 33) < 0) give_up("dup2");
  close(fd);
}

void state_is_handed_down(const Backend& backend) {
  const World world(isolation_files());
  for (const char* items : {"cwd", "umask", "limits", "blocked", "ignored", "pdeathsig", "fds", "envc",
                            "env:LC_ALL", "terminal"}) {
    const std::vector<std::string> environment = {std::string("PROBE=") + items};
    const Outcome direct = run_in_child([&]() -> int {
      unusual_state(world);
      become({world.path() + "/i"}, environment);
    });
    const Outcome wrapped = run_in_child([&]() -> int {
      unusual_state(world);
      become(nsbinfmt_argv(backend.options, {foo_rule(world)}, {world.path() + "/i"}), environment);
    });
    INFO(items << ", " << wrapped.err);
    CHECK(wrapped.out + status_text(wrapped) == direct.out);
  }
}

void no_fd_is_left(const Backend& backend) {
  const World world(isolation_files());
  CHECK(inside(backend, world, {foo_rule(world), ":bar:E::bar::" + world.path() + "/i:F"},
               {"show fds exec $W/i A0", "show fds exec $W/x.foo A0", "show fds exec $W/y.bar A0"}) ==
        "fds none\nfds none\nfds none\n");
}

void closed_standard_fds(const Backend& backend) {
  const World world(isolation_files());
  const Outcome outcome = run_in_child([&]() -> int {
    close(STDIN_FILENO);
    close(STDERR_FILENO);
    become(nsbinfmt_argv(backend.options, {foo_rule(world)}, {world.path() + "/x.foo"}), {"PROBE=all_fds"});
  });
  INFO(outcome.err);
  CHECK(outcome.out == "all_fds 1\n");
}

void same_process(const Backend& backend) {
  const World world(isolation_files());
  const Outcome outcome =
      run_nsbinfmt(backend.options, {foo_rule(world)}, {world.path() + "/x.foo"}, {"PROBE=process"});
  const std::string pid = std::to_string(outcome.pid);
  CHECK(outcome.out == "process pid " + pid + " parent " + std::to_string(getpid()) + " group " + pid +
                           " session " + std::to_string(getsid(0)) + "\n");
}

// Not the leader of its process group: a group or session of its own would show.
void same_group(const Backend& backend) {
  const World world(isolation_files());
  std::vector<std::string> argv = {"/bin/sh", "-c", "\"$@\"; exit $?", "sh"};
  for (const std::string& word : nsbinfmt_argv(backend.options, {foo_rule(world)}, {world.path() + "/x.foo"}))
    argv.push_back(word);
  const Outcome outcome = run_in_child([&]() -> int { become(argv, {"PROBE=process"}); });
  const std::string shell = std::to_string(outcome.pid);
  INFO(outcome.out << outcome.err);
  CHECK(outcome.out.find("parent " + shell + " group " + shell + " session " + std::to_string(getsid(0))) !=
        std::string::npos);
}

void no_extra_child(const Backend& backend) {
  const World world(isolation_files());
  CHECK(inside(backend, world, {foo_rule(world)},
               {"exec /bin/sh sh -c 'cat /proc/$PPID/task/$PPID/children | wc -w'"}) == "1\n");
}

}  // namespace

std::span<const IsolationTest> identity_tests() {
  static const std::vector<IsolationTest> table = {
      {"uid, gid and their names are the caller's", own_ids},
      {"no capabilities, no new privileges", no_capabilities},
      {"what exec hands down arrives unchanged", state_is_handed_down},
      {"no fd is left open", no_fd_is_left},
      {"closed standard fds stay closed", closed_standard_fds},
      {"the command runs in the process that was started", same_process},
      {"the command stays in the process group it was started in", same_group},
      {"the command has no children it did not make", no_extra_child},
  };
  return table;
}

}  // namespace nsbinfmt::test
