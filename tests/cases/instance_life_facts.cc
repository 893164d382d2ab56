#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "tests/cases/child.h"
#include "tests/cases/instance_fact.h"
#include "tests/cases/private_instance.h"

namespace nsbinfmt::test {
namespace {

const std::string ran = "argv [$W/i] [$W/x.foo]\n";

void run_guest(const World& world) { try_exec(world.path() + "/x.foo"); }

int mount_instance(const std::string& place, unsigned long flags = 0) {
  return mount("none", place.c_str(), "binfmt_misc", flags, nullptr) != 0 ? errno : 0;
}

Fd open_path(const std::string& path, int flags) { return Fd(open(path.c_str(), flags | O_CLOEXEC)); }

void write_map(const char* path, const std::string& text) {
  const Fd file = open_path(path, O_WRONLY);
  if (!file.valid() || write_errno(file, text) != 0) give_up(path);
}

// A partner in its own process: runs body in it once it is ready, one after the other.
void rules_follow_the_user_namespace(const World& world) {
  int ready[2];
  int done[2];
  if (pipe(ready) != 0 || pipe(done) != 0) give_up("pipe");
  const pid_t child = fork();
  if (child == 0) {
    const Fd instance = set_up();
    add_foo(instance, world);
    write_text(ready[1], "r");
    char byte = 0;
    const ssize_t end = read(done[0], &byte, 1);
    _exit(end == 1 ? 0 : 1);
  }
  char byte = 0;
  if (read(ready[0], &byte, 1) != 1) give_up("read");
  const std::string ns = "/proc/" + std::to_string(child) + "/ns/";
  const Fd user = open_path(ns + "user", O_RDONLY);
  run_guest(world);  // outside
  in_process([&] {
    if (setns(user.number(), CLONE_NEWUSER) != 0) give_up("setns user");
    run_guest(world);
  });
  write_text(done[1], "d");
}

void mount_namespace_is_irrelevant(const World& world) {
  int ready[2];
  int done[2];
  if (pipe(ready) != 0 || pipe(done) != 0) give_up("pipe");
  enter_set_up_namespace();
  const pid_t child = fork();
  if (child == 0) {
    // A user namespace below, in which an instance is attached in a mount namespace of its own; then only the
    // user namespace counts.
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) give_up("unshare");
    write_map("/proc/self/setgroups", "deny");
    write_map("/proc/self/uid_map", "0 0 1");
    write_map("/proc/self/gid_map", "0 0 1");
    const Fd instance = make_instance();
    attach_instance(instance, (world.path() + "/m").c_str());
    add_foo(instance, world);
    write_text(ready[1], "r");
    char byte = 0;
    const ssize_t end = read(done[0], &byte, 1);
    _exit(end == 1 ? 0 : 1);
  }
  char byte = 0;
  if (read(ready[0], &byte, 1) != 1) give_up("read");
  const Fd mounts = open_path("/proc/" + std::to_string(child) + "/ns/mnt", O_RDONLY);
  in_process([&] {
    if (setns(mounts.number(), CLONE_NEWNS) != 0) give_up("setns mnt");
    tell("mount seen", access((world.path() + "/m/foo").c_str(), F_OK) != 0 ? errno : 0);
    run_guest(world);
  });
  write_text(done[1], "d");
}

void one_instance_per_user_namespace(const World& world) {
  enter_set_up_namespace();
  tell("first", mount_instance(world.path() + "/m"));
  write_text(STDOUT_FILENO, read_entry(open_path(world.path() + "/m", O_PATH), "status"));
  tell("second", mount_instance(world.path() + "/m2"));
  struct stat first {};
  struct stat second {};
  stat((world.path() + "/m").c_str(), &first);
  stat((world.path() + "/m2").c_str(), &second);
  tell_text("", first.st_dev == second.st_dev ? "same device" : "different devices");
  add_foo(open_path(world.path() + "/m", O_PATH), world);
  tell("seen in the second", access((world.path() + "/m2/foo").c_str(), F_OK) != 0 ? errno : 0);
  umount((world.path() + "/m").c_str());
  run_guest(world);
}

void last_reference(const World& world) {
  {
    const Fd instance = set_up();
    add_foo(instance, world);
    write_control(instance, "status", "0");
    write_control(instance, "status", "1");
    run_guest(world);
    write_control(instance, "status", "0");
  }
  run_guest(world);
  const Fd instance = make_instance();
  write_text(STDOUT_FILENO, read_entry(instance, "status"));
  tell("foo", open_in(instance, "foo", O_RDONLY).valid() ? 0 : errno);
}

// Attached and detached again, with one fd left.
void keeps(const World& world, const char* name, int flags) {
  enter_set_up_namespace();
  const std::string place = world.path() + "/m";
  tell("mount", mount_instance(place));
  add_foo(open_path(place, O_PATH), world);
  Fd kept = open_path(place + name, flags);
  tell("umount", umount(place.c_str()) != 0 ? errno : 0);
  tell("umount -l", umount2(place.c_str(), MNT_DETACH) != 0 ? errno : 0);
  run_guest(world);
  if (*name == '\0') {
    tell("more rules", register_line(kept, ":bar:E::bar::/i:"));
  }
  kept.reset();
  run_guest(world);
}

const std::string kept_text = "mount: ok\numount: EBUSY\numount -l: ok\n" + ran + "ENOEXEC\n";
const std::string kept_root_text =
    "mount: ok\numount: EBUSY\numount -l: ok\n" + ran + "more rules: ok\nENOEXEC\n";

void context_keeps(const World& world) {
  enter_set_up_namespace();
  Fd context(static_cast<int>(syscall(SYS_fsopen, "binfmt_misc", FSOPEN_CLOEXEC)));
  syscall(SYS_fsconfig, context.number(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0);
  Fd instance(static_cast<int>(syscall(SYS_fsmount, context.number(), FSMOUNT_CLOEXEC, 0)));
  add_foo(instance, world);
  instance.reset();
  run_guest(world);
  context.reset();
  run_guest(world);
}

void user_namespace_alone(const World& world) {
  if (unshare(CLONE_NEWUSER) != 0) give_up("unshare");
  tell("mount", mount_instance(world.path() + "/m"));
}

// Only the harmless direction: the other one, from above, is a WARN in some kernels.
void creating_across_namespaces(const World&) {
  enter_set_up_namespace();
  const Fd context(static_cast<int>(syscall(SYS_fsopen, "binfmt_misc", FSOPEN_CLOEXEC)));
  if (unshare(CLONE_NEWUSER) != 0) give_up("unshare");
  tell("create",
       syscall(SYS_fsconfig, context.number(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0 ? errno : 0);
}

void unmapped_group(const World& world) {
  const std::string uid = std::to_string(geteuid());
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) give_up("unshare");
  write_map("/proc/self/uid_map", "0 " + uid + " 1");
  const std::string place = world.path() + "/m";
  tell("mount", mount_instance(place));
  tell("register", open_path(place + "/register", O_WRONLY).valid() ? 0 : errno);
}

void mount_flags(const World& world) {
  enter_set_up_namespace();
  const std::string place = world.path() + "/m";
  tell("nosuid,nodev,noexec", mount_instance(place, MS_NOSUID | MS_NODEV | MS_NOEXEC));
  add_foo(open_path(place, O_PATH), world);
  run_guest(world);
  const auto register_errno = [&] { return open_path(place + "/register", O_WRONLY).valid() ? 0 : errno; };
  tell("bind remount ro",
       mount(nullptr, place.c_str(), nullptr,
             MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0
           ? errno
           : 0);
  tell("open register", register_errno());
  run_guest(world);
  mount(nullptr, place.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
  const auto remount_all = [&] {
    return mount(nullptr, place.c_str(), nullptr, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
                 nullptr) != 0
               ? errno
               : 0;
  };
  {
    const Fd writer = open_path(place + "/register", O_WRONLY);
    tell("remount ro with a writer", remount_all());
  }
  tell("remount ro", remount_all());
  tell("open register", register_errno());
  run_guest(world);
}

void overlay(const World& world) {
  enter_set_up_namespace();
  const std::string place = world.path() + "/m";
  tell("mount", mount_instance(place));
  const std::string options = "lowerdir=" + place + ":" + world.path();
  tell("overlay",
       mount("none", (world.path() + "/m2").c_str(), "overlay", 0, options.c_str()) != 0 ? errno : 0);
}

void anywhere(const World& world) {
  enter_set_up_namespace();
  tell("inherited proc", mount_instance(binfmt_directory));
  tell("a directory", mount_instance(world.path() + "/m"));
  if (unshare(CLONE_NEWPID) != 0) give_up("unshare pid");
  in_process([] {
    if (mount("proc", "/proc", "proc", 0, nullptr) != 0) give_up("mount proc");
    tell("fresh proc", mount_instance(binfmt_directory));
  });
}

int nested_levels() {
  int ends[2];
  if (pipe(ends) != 0) give_up("pipe");
  in_process([&] {
    // Each level needs its ids mapped, or the next one is EPERM.
    const std::string uid = std::to_string(geteuid());
    const std::string gid = std::to_string(getegid());
    int depth = 0;
    while (unshare(CLONE_NEWUSER) == 0) {
      ++depth;
      write_map("/proc/self/setgroups", "deny");
      write_map("/proc/self/uid_map", uid + " " + uid + " 1");
      write_map("/proc/self/gid_map", gid + " " + gid + " 1");
    }
    if (errno != ENOSPC) depth = -1;
    if (write(ends[1], &depth, sizeof depth) != sizeof depth) give_up("write");
  });
  int depth = -1;
  if (read(ends[0], &depth, sizeof depth) != sizeof depth) give_up("read");
  close(ends[0]);
  close(ends[1]);
  return depth;
}

bool in_initial_user_namespace() {
  std::string text = read_entry(open_path("/proc/self", O_PATH), "uid_map");
  return text.find("4294967295") != std::string::npos;
}

void nesting(const World&) {
  const unsigned uid = geteuid();
  const unsigned gid = getegid();
  const bool initial = in_initial_user_namespace();
  const int before = nested_levels();
  tell_text("", initial && before != 33 ? std::to_string(before) + " levels"
                                        : "33 levels below the initial namespace");
  set_up();
  enter_final_namespace(uid, gid);
  tell_text("", std::to_string(before - nested_levels()) + " of them are used");
}

void under_no_new_privs(const World& world) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up("no_new_privs");
  const unsigned uid = geteuid();
  const unsigned gid = getegid();
  const Fd instance = set_up();
  add_foo(instance, world);
  enter_final_namespace(uid, gid);
  run_guest(world);
}

}  // namespace

std::span<const InstanceFact> life_facts() {
  static const std::vector<InstanceFact> table = {
      {"the user namespace decides: outside, and after setns", "49", rules_follow_the_user_namespace,
       "ENOEXEC\n" + ran},
      {"the mount namespace does not decide", "49", mount_namespace_is_irrelevant,
       "mount seen: ok\nENOEXEC\n"},
      {"one instance per user namespace", "50", one_instance_per_user_namespace,
       "first: ok\nenabled\nsecond: ok\nsame device\nseen in the second: ok\n" + ran},
      {"the last reference takes the rules with it", "50, 51", last_reference,
       ran + "ENOEXEC\nenabled\nfoo: ENOENT\n"},
      {"an open register keeps the rules", "52", [](const World& w) { keeps(w, "/register", O_WRONLY); },
       kept_text},
      {"an open entry keeps the rules", "52", [](const World& w) { keeps(w, "/foo", O_RDONLY); }, kept_text},
      {"an O_PATH root keeps the rules", "52", [](const World& w) { keeps(w, "", O_PATH); }, kept_root_text},
      {"the fs context alone keeps the rules", "52", context_keeps, ran + "ENOEXEC\n"},
      {"a user namespace alone cannot mount", "53", user_namespace_alone, "mount: EPERM\n"},
      {"the fs context belongs to its user namespace", "53", creating_across_namespaces, "create: EPERM\n"},
      {"group 0 unmapped: mounted, but register is closed", "D1", unmapped_group,
       "mount: ok\nregister: EACCES\n"},
      {"mount flags", "54", mount_flags,
       "nosuid,nodev,noexec: ok\n" + ran + "bind remount ro: ok\nopen register: EROFS\n" + ran +
           "remount ro with a writer: EBUSY\nremount ro: ok\nopen register: EROFS\n" + ran},
      {"not below an overlay", "54", overlay, "mount: ok\noverlay: EINVAL\n"},
      {"mountable anywhere", "55", anywhere, "inherited proc: ok\na directory: ok\nfresh proc: ok\n"},
      {"user namespaces can be nested", "59", nesting,
       "33 levels below the initial namespace\n2 of them are used\n"},
      {"all of it under no_new_privs", "47", under_no_new_privs, ran},
  };
  return table;
}

}  // namespace nsbinfmt::test
