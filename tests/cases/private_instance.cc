#include "tests/cases/private_instance.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>

#include "tests/cases/child.h"
#include "tests/cases/errno_name.h"

namespace nsbinfmt::test {
namespace {

void write_proc(const char* path, const std::string& text) {
  const Fd file(open(path, O_WRONLY | O_CLOEXEC));
  if (!file.valid() || write(file.number(), text.data(), text.size()) < 0) give_up(path);
}

void map_ids(const std::string& uid_line, const std::string& gid_line) {
  write_proc("/proc/self/setgroups", "deny");
  write_proc("/proc/self/uid_map", uid_line);
  write_proc("/proc/self/gid_map", gid_line);
}

}  // namespace

void give_up(std::string_view what) {
  const int error = errno;
  write_text(STDOUT_FILENO, "oracle: " + std::string(what) + ": " + errno_name(error) + "\n");
  _exit(125);
}

void enter_set_up_namespace() {
  const std::string uid = std::to_string(geteuid());
  const std::string gid = std::to_string(getegid());
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) give_up("unshare");
  map_ids("0 " + uid + " 1", "0 " + gid + " 1");
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) give_up("make / private");
}

Fd make_instance() {
  const Fd context(static_cast<int>(syscall(SYS_fsopen, "binfmt_misc", FSOPEN_CLOEXEC)));
  if (!context.valid()) give_up("fsopen binfmt_misc");
  if (syscall(SYS_fsconfig, context.number(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0)
    give_up("create binfmt_misc");
  Fd instance(static_cast<int>(syscall(SYS_fsmount, context.number(), FSMOUNT_CLOEXEC, 0)));
  if (!instance.valid()) give_up("fsmount binfmt_misc");
  return instance;
}

void attach_instance(const Fd& instance, const char* directory) {
  if (syscall(SYS_move_mount, instance.number(), "", AT_FDCWD, directory, MOVE_MOUNT_F_EMPTY_PATH) != 0)
    give_up("move_mount");
}

int write_control(const Fd& instance, const std::string& entry, std::string_view text) {
  const Fd file(openat(instance.number(), entry.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.valid()) return errno;
  return write(file.number(), text.data(), text.size()) < 0 ? errno : 0;
}

int register_line(const Fd& instance, std::string_view line) {
  return write_control(instance, "register", line);
}

std::string read_entry(const Fd& instance, const std::string& entry) {
  const Fd file(openat(instance.number(), entry.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return std::string(errno_name(errno)) + "\n";
  std::array<char, 8192> block{};
  std::string text;
  ssize_t n = 0;
  while ((n = read(file.number(), block.data(), block.size())) > 0)
    text.append(block.data(), static_cast<std::size_t>(n));
  return n < 0 ? std::string(errno_name(errno)) + "\n" : text;
}

void enter_final_namespace(unsigned uid, unsigned gid) {
  if (unshare(CLONE_NEWUSER) != 0) give_up("unshare the second time");
  map_ids(std::to_string(uid) + " 0 1", std::to_string(gid) + " 0 1");
}

}  // namespace nsbinfmt::test
