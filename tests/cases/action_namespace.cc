#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "tests/cases/action.h"
#include "tests/cases/errno_name.h"

namespace nsbinfmt::test {
namespace {

void write_file(const char* path, const std::string& text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, text.data(), text.size()) < 0) stop(path);
  close(fd);
}

// Ids before the unshare: afterwards they read as the overflow id.
struct Ids {
  std::string user = std::to_string(geteuid());
  std::string group = std::to_string(getegid());
};

void enter_user_namespace(int flags) {
  if (unshare(CLONE_NEWUSER | flags) != 0) stop("unshare");
}

void map_ids(const std::string& user, const std::string& group) {
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", user + " 1");
  write_file("/proc/self/gid_map", group + " 1");
}

void change_root(const std::string& directory) {
  if (chroot(directory.c_str()) != 0 || chdir("/") != 0) stop("chroot");
}

// Flags of the mount the directory is on may be locked here, so they are added to, not replaced.
void forbid_exec(const std::string& directory) {
  if (mount(directory.c_str(), directory.c_str(), nullptr, MS_BIND, nullptr) != 0) stop("bind");
  mount_attr attributes{};
  attributes.attr_set = MOUNT_ATTR_NOEXEC;
  if (syscall(SYS_mount_setattr, AT_FDCWD, directory.c_str(), 0, &attributes, sizeof attributes) != 0)
    stop("mount_setattr");
}

// The rest of the step is done by the first process of a new pid namespace that has its own /proc.
void enter_pid_namespace() {
  if (unshare(CLONE_NEWPID) != 0) stop("unshare pid");
  const pid_t child = fork();
  if (child < 0) stop("fork");
  if (child != 0) _exit(wait_and_report(child));
  if (mount("proc", "/proc", "proc", 0, nullptr) != 0) stop("mount proc");
}

}  // namespace

void count_user_namespaces() {
  const Ids ids;
  int depth = 0;
  // Each level needs its ids mapped, or the next one is EPERM.
  while (unshare(CLONE_NEWUSER) == 0) {
    ++depth;
    map_ids(ids.user + " " + ids.user, ids.group + " " + ids.group);
  }
  const int error = errno;
  say(std::to_string(depth) + " more, then " + errno_name(error) + "\n");
}

bool prepare_namespace(Words& words) {
  const std::string verb = words.empty() ? std::string() : words.front();
  const auto is = [&](std::string_view name) {
    if (verb != name) return false;
    words.pop_front();
    return true;
  };
  const Ids ids;
  if (is("userns-unmapped")) {
    enter_user_namespace(0);
  } else if (is("userns-root")) {
    enter_user_namespace(CLONE_NEWNS);
    map_ids("0 " + ids.user, "0 " + ids.group);
  } else if (is("userns-same")) {
    enter_user_namespace(CLONE_NEWNS);
    map_ids(ids.user + " " + ids.user, ids.group + " " + ids.group);
  } else if (is("pidns")) {
    enter_pid_namespace();
  } else if (is("chroot")) {
    change_root(take(words));
  } else if (is("bind")) {
    const std::string source = take(words);
    if (mount(source.c_str(), take(words).c_str(), nullptr, MS_BIND, nullptr) != 0) stop("bind");
  } else if (is("noexec")) {
    forbid_exec(take(words));
  } else if (is("mount-binfmt")) {
    if (mount("none", take(words).c_str(), "binfmt_misc", 0, nullptr) != 0) stop("mount-binfmt");
  } else {
    return false;
  }
  return true;
}

}  // namespace nsbinfmt::test
