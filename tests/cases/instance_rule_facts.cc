#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <vector>

#include "tests/cases/child.h"
#include "tests/cases/instance_fact.h"
#include "tests/cases/private_instance.h"

namespace nsbinfmt::test {
namespace {

const std::string ran_i = "argv [$W/i] [$W/x.foo]\n";
const std::string ran_j = "argv [$W/j] [$W/x.foo]\n";

void run_guest(const World& world) { try_exec(world.path() + "/x.foo"); }

void how_it_is_written(const World& world) {
  const Fd instance = set_up();
  std::string line = ":foo:E::foo::" + world.path() + "/i:";
  const Fd file = open_in(instance, "register", O_WRONLY);
  tell("pwrite at 77", pwrite(file.number(), line.data(), line.size(), 77) < 0 ? errno : 0);
  std::array<iovec, 2> halves = {iovec{line.data(), 5}, iovec{line.data() + 5, line.size() - 5}};
  tell("writev", writev(file.number(), halves.data(), 2) < 0 ? errno : 0);
}

void disabled_status(const World& world) {
  const Fd instance = set_up();
  tell("status 0", write_control(instance, "status", "0"));
  add_foo(instance, world);
  write_text(STDOUT_FILENO, read_entry(instance, "status"));
  write_text(STDOUT_FILENO, read_entry(instance, "foo").substr(0, 8));
  run_guest(world);
  tell("status 1", write_control(instance, "status", "1"));
  write_text(STDOUT_FILENO, read_entry(instance, "status"));
  run_guest(world);
}

void commands(const World& world) {
  const Fd instance = set_up();
  add_foo(instance, world);
  for (const char* entry : {"foo", "status"})
    for (const char* text : {"0", "0\n", "1", "1\n", "", "2", "on", "01", "1 ", "-1 ", "1\n\n", "-2"})
      tell(std::string(entry) + " '" + text + "'", write_control(instance, entry, text));
  run_guest(world);
  tell("foo '-1\\n'", write_control(instance, "foo", "-1\n"));
  run_guest(world);
}

std::string commands_text() {
  std::string all;
  for (const char* entry : {"foo", "status"}) {
    const auto row = [&](const char* text, const char* verdict) {
      all += std::string(entry) + " '" + text + "': " + verdict + "\n";
    };
    for (const char* text : {"0", "0\n", "1", "1\n", ""}) row(text, "ok");
    for (const char* text : {"2", "on", "01", "1 ", "-1 ", "1\n\n", "-2"}) row(text, "EINVAL");
  }
  return all + ran_i + "foo '-1\\n': ok\nENOEXEC\n";
}

void clear_all(const World& world) {
  const Fd instance = set_up();
  add_foo(instance, world);
  const Fd entry = open_in(instance, "foo", O_RDWR);
  tell("status -1", write_control(instance, "status", "-1"));
  run_guest(world);
  tell("foo is there", open_in(instance, "foo", O_RDONLY).valid() ? 0 : errno);
  std::array<char, 8> start{};
  tell_text("read of the old fd", read(entry.number(), start.data(), 7) == 7 ? start.data() : "nothing");
  tell("write to the old fd", write_errno(entry, "1"));
  run_guest(world);
  write_text(STDOUT_FILENO, read_entry(instance, "status"));
}

void no_other_files(const World& world) {
  const Fd instance = set_up();
  add_foo(instance, world);
  tell("create", open_in(instance, "new", O_CREAT | O_WRONLY).valid() ? 0 : errno);
  tell("unlink", unlinkat(instance.number(), "foo", 0) != 0 ? errno : 0);
  tell("unlink register", unlinkat(instance.number(), "register", 0) != 0 ? errno : 0);
  tell("mkdir", mkdirat(instance.number(), "d", 0700) != 0 ? errno : 0);
  tell("mount option",
       mount("none", (world.path() + "/m").c_str(), "binfmt_misc", 0, "foo=1") != 0 ? errno : 0);
}

void places_in_the_list(const World& world) {
  const Fd instance = set_up();
  add_foo(instance, world, "i");
  const std::string newer = ":newer:E::foo::" + world.path() + "/j:";
  register_line(instance, newer);
  run_guest(world);
  write_control(instance, "newer", "0");
  run_guest(world);
  write_control(instance, "newer", "1");
  run_guest(world);
  write_control(instance, "foo", "-1");
  add_foo(instance, world, "i");
  run_guest(world);
}

void many_rules(const World& world) {
  const Fd instance = set_up();
  add_foo(instance, world);
  for (int n = 0; n < 2000; ++n)
    if (const int error =
            register_line(instance, ":r" + std::to_string(n) + ":M::rule" + std::to_string(n) + "::/i:"))
      tell("register", error);
  run_guest(world);
}

// A tmpfs in the set-up namespace holds the interpreter.
void in_own_mount(const World& world, const std::function<void(const Fd&, const std::string&)>& body) {
  const Fd instance = set_up();
  const std::string place = world.path() + "/m";
  if (mount("none", place.c_str(), "tmpfs", 0, nullptr) != 0) give_up("mount tmpfs");
  in_process([&] {
    std::array<const char*, 4> argv = {"cp", "--", nullptr, nullptr};
    const std::string from = world.path() + "/i";
    argv[2] = from.c_str();
    argv[3] = place.c_str();
    execl("/bin/cp", "cp", "--", from.c_str(), place.c_str(), nullptr);
  });
  add_foo(instance, world, "m/i", "F");
  body(instance, place);
}

void lazily_unmounted(const World& world) {
  in_own_mount(world, [&](const Fd&, const std::string& place) {
    tell("umount", umount2(place.c_str(), 0) != 0 ? errno : 0);
    tell("umount -l", umount2(place.c_str(), MNT_DETACH) != 0 ? errno : 0);
    run_guest(world);
  });
}

void turned_noexec(const World& world) {
  in_own_mount(world, [&](const Fd&, const std::string& place) {
    run_guest(world);
    tell("remount",
         mount(nullptr, place.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_NOEXEC, nullptr) != 0 ? errno : 0);
    run_guest(world);
  });
}

}  // namespace

std::span<const InstanceFact> rule_facts() {
  static const std::vector<InstanceFact> table = {
      {"one write is one rule, wherever it is written", "1", how_it_is_written,
       "pwrite at 77: ok\nwritev: EINVAL\n"},
      {"rules registered while status is 0 wait", "14", disabled_status,
       "status 0: ok\ndisabled\nenabled\nENOEXEC\nstatus 1: ok\nenabled\n" + ran_i},
      {"commands to an entry and to status", "15", commands, commands_text()},
      {"-1 to status clears all", "15", clear_all,
       "status -1: ok\nENOEXEC\nfoo is there: ENOENT\nread of the old fd: enabled\nwrite to the old fd: "
       "ok\nENOEXEC\nenabled\n"},
      {"no other files", "17", no_other_files,
       "create: EACCES\nunlink: EPERM\nunlink register: EPERM\nmkdir: EPERM\nmount option: EINVAL\n"},
      {"disabling keeps the place in the list, deleting does not", "18", places_in_the_list,
       ran_j + ran_i + ran_j + ran_i},
      {"2000 rules", "13", many_rules, ran_i},
      {"a lazily unmounted F interpreter still runs", "26", lazily_unmounted,
       "umount: EBUSY\numount -l: ok\nargv [$W/m/i] [$W/x.foo]\n"},
      {"an F interpreter whose mount turns noexec kills", "26", turned_noexec,
       "argv [$W/m/i] [$W/x.foo]\nremount: ok\nsignal SEGV\n"},
  };
  return table;
}

}  // namespace nsbinfmt::test
