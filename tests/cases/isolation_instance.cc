#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "tests/cases/child.h"
#include "tests/cases/isolation.h"
#include "tests/cases/private_instance.h"
#include "tests/cases/runner.h"
#include "tests/cases/tools.h"
#include "tests/support/catch.h"

namespace nsbinfmt::test {
namespace {

const std::string ran_i = "argv [$W/i] [$W/x.foo]\n";
const std::string ran_j = "argv [$W/j] [$W/x.foo]\n";

// After each attempt the rule must still work.
void cannot_change(const Backend& backend, const std::string& preparation) {
  const World world(isolation_files());
  const std::string directory = binfmt_directory;
  for (const std::string& attempt : std::vector<std::string>{
           "write " + directory + "/register :bar:E::bar::$W/i:", "write " + directory + "/status 0",
           "write " + directory + "/status -1", "write " + directory + "/foo 0",
           "write " + directory + "/foo -1", "umount " + directory}) {
    const std::string text = inside(backend, world, {foo_rule(world)},
                                    {preparation + attempt, "exec $W/x.foo A0", "exec $W/y.bar A0"});
    INFO(attempt << ": " << text);
    CHECK(text.find("returned ok") == std::string::npos);
    CHECK(text.ends_with(ran_i + "ENOEXEC\n"));
  }
}

void cannot_remount(const Backend& backend) {
  const World world(isolation_files());
  const std::string directory = binfmt_directory;
  const std::string text =
      inside(backend, world, {foo_rule(world)},
             {"exec /usr/bin/unshare unshare -Urm /bin/sh -c 'mount -o remount,rw,bind " + directory +
                  " 2>/dev/null; mount -o remount,rw " + directory + " 2>/dev/null; echo -1 2>/dev/null >" +
                  directory + "/status; true'",
              "exec $W/x.foo A0"});
  CHECK(text.ends_with(ran_i));
}

std::string file_text(const char* path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void not_seen_outside(const Backend& backend) {
  const World world(isolation_files());
  const std::string mounts = file_text("/proc/self/mountinfo");
  {
    Running running(backend, world, {foo_rule(world)}, {"/bin/sh", "-c", "./x.foo; read x; ./x.foo"});
    CHECK(running.read_line() == "argv [" + world.path() + "/i] [./x.foo]");
    CHECK(outside(world, {"exec $W/x.foo A0"}) == "ENOEXEC\n");
    CHECK(access((std::string(binfmt_directory) + "/foo").c_str(), F_OK) != 0);
    CHECK(file_text("/proc/self/mountinfo") == mounts);
    running.send("go\n");
    CHECK(running.read_line() == "argv [" + world.path() + "/i] [./x.foo]");
    CHECK(running.wait().empty());
  }
  CHECK(outside(world, {"exec $W/x.foo A0"}) == "ENOEXEC\n");
  CHECK(file_text("/proc/self/mountinfo") == mounts);
}

void two_at_once(const Backend& backend) {
  const World world(isolation_files());
  const std::vector<std::string> argv = {"/bin/sh", "-c", "echo ready; read x; " + world.path() + "/x.foo"};
  Running one(backend, world, {":foo:M::GUEST::" + world.path() + "/i:"}, argv);
  Running other(backend, world, {":foo:M::GUEST::" + world.path() + "/j:"}, argv);
  CHECK(one.read_line() == "ready");
  CHECK(other.read_line() == "ready");
  one.send("go\n");
  other.send("go\n");
  CHECK(world.shorten(one.read_line()) + "\n" == ran_i);
  CHECK(world.shorten(other.read_line()) + "\n" == ran_j);
  CHECK(one.wait().empty());
  CHECK(other.wait().empty());
}

void nested_runs(const Backend& backend) {
  const World world(isolation_files());
  const std::string inner = "exec " + nsbinfmt_program() + " nsbinfmt --no-inherit --backend " +
                            backend.name + " --rule :bar:E::bar::$W/j: " + action_program() + " exec ";
  CHECK(inside(backend, world, {foo_rule(world)},
               {inner + "$W/y.bar A0", inner + "$W/x.foo A0", "exec $W/x.foo A0", "exec $W/y.bar A0"}) ==
        "argv [$W/j] [$W/y.bar]\nENOEXEC\n" + ran_i + "ENOEXEC\n");
}

void nested_namespaces(const Backend& backend) {
  const World world(isolation_files());
  CHECK(inside(backend, world, {foo_rule(world)},
               {"exec /usr/bin/unshare unshare -U $W/x.foo",
                "exec /usr/bin/unshare unshare -Urm $W/x.foo"}) == ran_i + ran_i);
}

void chroot_with_fixed(const Backend& backend) {
  const World world(std::vector<File>{probe("i"), text("root/x.foo", "GUEST")});
  CHECK(inside(backend, world, {foo_rule(world, "i", "F")}, {"userns-root chroot $W/root exec /x.foo A0"}) ==
        "argv [$W/i] [/x.foo]\n");
}

void guest_is_the_command(const Backend& backend) {
  const World world(isolation_files());
  const Outcome outcome =
      run_nsbinfmt(backend.options, {foo_rule(world, "i", "P")}, {world.path() + "/x.foo", "a1"});
  CHECK(world.shorten(outcome.out + status_text(outcome)) == "argv [$W/i] [$W/x.foo] [$W/x.foo] [a1]\n");
}

}  // namespace

std::span<const IsolationTest> instance_tests() {
  static const std::vector<IsolationTest> table = {
      {"rules cannot be changed from inside", [](const Backend& b) { cannot_change(b, ""); }},
      {"rules cannot be changed from a nested user namespace",
       [](const Backend& b) { cannot_change(b, "userns-root "); }},
      {"rules cannot be changed after a remount", cannot_remount},
      {"rules are not seen outside, during and after", not_seen_outside},
      {"two runs with different rules for the same magic", two_at_once},
      {"a run inside a run", nested_runs},
      {"unshare inside still runs guests", nested_namespaces},
      {"chroot in a nested user namespace runs guests of an F rule", chroot_with_fixed},
      {"the command itself may be a guest", guest_is_the_command},
  };
  return table;
}

}  // namespace nsbinfmt::test
