#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <vector>

#include "tests/cases/child.h"
#include "tests/cases/isolation.h"
#include "tests/cases/runner.h"
#include "tests/support/catch.h"

namespace nsbinfmt::test {
namespace {

using Clock = std::chrono::steady_clock;

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Processes whose command line or environment names the world: what we started, and whatever it started.
std::vector<int> processes_of(const World& world) {
  std::vector<int> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos || name == std::to_string(getpid()))
      continue;
    for (const char* file : {"cmdline", "environ"})
      if (file_text(entry.path() / file).find(world.path()) != std::string::npos) {
        found.push_back(std::stoi(name));
        break;
      }
  }
  return found;
}

bool gone_soon(const World& world) {
  for (int i = 0; i < 100; ++i) {
    if (processes_of(world).empty()) return true;
    usleep(20000);
  }
  for (int pid : processes_of(world)) kill(pid, SIGKILL);
  return false;
}

// Our own files in the places where programs put such; other tests' worlds are not ours to judge.
std::set<std::string> files_of_this_user() {
  std::set<std::string> names;
  std::error_code ignored;
  for (const char* directory : {"/tmp", "/dev/shm", "/var/tmp"})
    for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
      struct stat status {};
      const std::string name = entry.path();
      if (lstat(name.c_str(), &status) != 0 || status.st_uid != geteuid()) continue;
      if (name.find("nsbinfmt-cases.") == std::string::npos) names.insert(name);
    }
  return names;
}

// One start, killed after so many microseconds; true when the command had begun.
bool start_and_kill(const Backend& backend, const World& world, long microseconds) {
  const std::vector<std::string> argv =
      nsbinfmt_argv(backend.options, {foo_rule(world), ":bar:E::bar::" + world.path() + "/i:F"},
                    {"/bin/sh", "-c", "echo >" + world.path() + "/begun; exec sleep 1000 # " + world.path()});
  const std::vector<std::string> environment = {"TMPDIR=" + world.path() + "/d",
                                                "XDG_RUNTIME_DIR=" + world.path() + "/d"};
  const pid_t pid = fork();
  if (pid == 0) become(argv, environment);
  const auto until = Clock::now() + std::chrono::microseconds(microseconds);
  while (Clock::now() < until) {
  }
  kill(pid, SIGKILL);
  int status = 0;
  waitpid(pid, &status, 0);
  return unlink((world.path() + "/begun").c_str()) == 0;
}

void killed_at_any_moment(const Backend& backend) {
  const World world(isolation_files());
  const std::string mounts = file_text("/proc/self/mountinfo");
  const std::set<std::string> files = files_of_this_user();
  // From the first system call to well after the start of the command, however slow this machine is just now.
  long step = 20;
  int begun = 0;
  for (int i = 0; i < 200; ++i) {
    if (start_and_kill(backend, world, i * step)) ++begun;
    if (i == 100 && begun == 0) step *= 4;
    if (i % 20 == 19) CHECK(gone_soon(world));
  }
  CHECK(gone_soon(world));
  CHECK(begun > 0);
  CHECK(begun < 200);
  CHECK(file_text("/proc/self/mountinfo") == mounts);
  CHECK(std::filesystem::is_empty(world.path() + "/d"));
  std::set<std::string> more;
  std::ranges::set_difference(files_of_this_user(), files, std::inserter(more, more.end()));
  CHECK(more.empty());
  CHECK(outside(world, {"exec $W/x.foo A0"}) == "ENOEXEC\n");
}

void nothing_is_left(const Backend& backend) {
  const World world(isolation_files());
  const std::set<std::string> files = files_of_this_user();
  CHECK(inside(backend, world, {foo_rule(world)}, {"exec $W/x.foo A0"}) == "argv [$W/i] [$W/x.foo]\n");
  CHECK(gone_soon(world));
  std::set<std::string> more;
  std::ranges::set_difference(files_of_this_user(), files, std::inserter(more, more.end()));
  CHECK(more.empty());
}

}  // namespace

std::span<const IsolationTest> kill_tests() {
  static const std::vector<IsolationTest> table = {
      {"SIGKILL at any of 200 moments leaves nothing", killed_at_any_moment},
      {"a finished run leaves nothing", nothing_is_left},
  };
  return table;
}

}  // namespace nsbinfmt::test
