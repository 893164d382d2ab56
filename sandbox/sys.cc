#include "sandbox/sys.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <memory>

namespace nsbinfmt::sandbox {
namespace {

Errno last_error() { return Errno{errno}; }

Errno error_of(long result) { return result < 0 ? last_error() : Errno{}; }

std::vector<char*> argument_vector(const std::vector<std::string>& argv) {
  std::vector<char*> pointers;
  for (const std::string& word : argv) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

void Fd::close() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

std::string to_text(Errno error) {
  const char* name = strerrorname_np(error.value);
  return fmt::format("{} ({})",
                     strerrordesc_np(error.value) != nullptr ? strerrordesc_np(error.value) : "unknown error",
                     name != nullptr ? name : fmt::format("errno {}", error.value).c_str());
}

namespace sys {

SysResult<Fd> open_at(int directory, const std::string& path, int flags, mode_t mode) {
  const int number = ::openat(directory, path.c_str(), flags | O_CLOEXEC, mode);
  if (number < 0) return {Fd(), last_error()};
  return {Fd(number), {}};
}

SysResult<Fd> open(const std::string& path, int flags) { return open_at(AT_FDCWD, path, flags); }

SysResult<std::string> read_up_to(const Fd& file, std::size_t most) {
  std::string bytes(most, '\0');
  std::size_t size = 0;
  while (size < most) {
    const ssize_t count = ::read(file.number(), bytes.data() + size, most - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return {{}, last_error()};
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  bytes.resize(size);
  return {std::move(bytes), {}};
}

SysResult<std::string> read_file(const std::string& path) {
  const auto [file, error] = open(path, O_RDONLY);
  if (error) return {{}, error};
  std::string text;
  for (;;) {
    constexpr std::size_t piece = 4096;  // each page of a larger buffer would be a page fault
    auto [bytes, read_error] = read_up_to(file, piece);
    if (read_error) return {{}, read_error};
    text += bytes;
    if (bytes.size() < piece) return {std::move(text), {}};
  }
}

Errno write_once(const Fd& file, std::string_view bytes) {
  for (;;) {
    const ssize_t count = ::write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_error();
    return static_cast<std::size_t>(count) == bytes.size() ? Errno{} : Errno{EIO};
  }
}

Errno write_all(const Fd& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_error();
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

SysResult<std::vector<std::string>> list_directory(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
  if (!directory) return {{}, last_error()};
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(directory.get());
    if (entry == nullptr) {
      const Errno error = last_error();
      if (error) return {{}, error};
      return {std::move(names), {}};
    }
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
}

SysResult<FileKind> file_kind(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) < 0) return {FileKind::other, last_error()};
  if (S_ISREG(status.st_mode)) return {FileKind::regular, {}};
  return {S_ISDIR(status.st_mode) ? FileKind::directory : FileKind::other, {}};
}

Errno may_execute(const std::string& path) {
  return error_of(::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS));
}

Errno may_write_into(const std::string& path) {
  return error_of(::faccessat(AT_FDCWD, path.c_str(), W_OK | X_OK, 0));
}

SysResult<long> file_system_type(const std::string& path) {
  struct statfs status {};
  if (::statfs(path.c_str(), &status) < 0) return {0, last_error()};
  return {static_cast<long>(status.f_type), {}};
}

SysResult<std::string> working_directory() {
  std::string path(PATH_MAX, '\0');
  if (::getcwd(path.data(), path.size()) == nullptr) return {{}, last_error()};
  path.resize(std::strlen(path.c_str()));
  return {std::move(path), {}};
}

Errno unshare(int flags) { return error_of(::unshare(flags)); }

Errno change_mode(const Fd& file, mode_t mode) { return error_of(::fchmod(file.number(), mode)); }

Errno make_directory_at(const Fd& directory, const std::string& path) {
  return error_of(::mkdirat(directory.number(), path.c_str(), 0755));
}

DetachedMount mount_detached(const char* type) {
  const long context = ::syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
  if (context < 0) return {Fd(), "fsopen", last_error()};
  const Fd context_fd(static_cast<int>(context));
  if (::syscall(SYS_fsconfig, context_fd.number(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) < 0)
    return {Fd(), "fsconfig", last_error()};
  const long mount = ::syscall(SYS_fsmount, context_fd.number(), FSMOUNT_CLOEXEC, 0);
  if (mount < 0) return {Fd(), "fsmount", last_error()};
  return {Fd(static_cast<int>(mount)), {}, {}};
}

Errno set_mount_attributes(const Fd& mount, unsigned long attributes) {
  mount_attr change{};
  change.attr_set = attributes;
  return error_of(::syscall(SYS_mount_setattr, mount.number(), "", AT_EMPTY_PATH, &change, sizeof change));
}

Errno attach_mount(const Fd& mount, const std::string& target) {
  return error_of(
      ::syscall(SYS_move_mount, mount.number(), "", AT_FDCWD, target.c_str(), MOVE_MOUNT_F_EMPTY_PATH));
}

Errno make_dumpable() { return error_of(::prctl(PR_SET_DUMPABLE, 1)); }

Errno drop_from_bounding_set(int capability) { return error_of(::cap_drop_bound(capability)); }

Errno drop_all_capabilities() {
  const std::unique_ptr<_cap_struct, int (*)(void*)> none(::cap_init(), ::cap_free);
  if (!none) return last_error();
  return error_of(::cap_set_proc(none.get()));
}

Errno set_no_new_privileges() { return error_of(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); }

SysResult<int> parent_death_signal() {
  int signal = 0;
  const Errno error = error_of(::prctl(PR_GET_PDEATHSIG, &signal));
  return {signal, error};
}

Errno set_parent_death_signal(int signal) { return error_of(::prctl(PR_SET_PDEATHSIG, signal)); }

SysResult<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return {{}, last_error()};
  return {{.read_end = Fd(ends[0]), .write_end = Fd(ends[1])}, {}};
}

WaitableChildren::WaitableChildren() {
  struct sigaction by_default {};
  by_default.sa_handler = SIG_DFL;
  ::sigaction(SIGCHLD, &by_default, &callers_);  // cannot fail: a valid signal and valid pointers
}

WaitableChildren::~WaitableChildren() { ::sigaction(SIGCHLD, &callers_, nullptr); }

SysResult<pid_t> fork_process() {
  const pid_t child = ::fork();
  return {child, error_of(child)};
}

SysResult<int> wait_for(pid_t child) {
  int status = 0;
  for (;;) {
    const pid_t ended = ::waitpid(child, &status, 0);
    if (ended < 0 && errno == EINTR) continue;
    return {status, error_of(ended)};
  }
}

Errno duplicate_onto(const Fd& from, int number) {
  if (from.number() == number) return error_of(::fcntl(number, F_SETFD, 0));  // dup2 would leave FD_CLOEXEC
  return error_of(::dup2(from.number(), number));
}

Errno execute(const std::string& path, const std::vector<std::string>& argv) {
  ::execve(path.c_str(), argument_vector(argv).data(), environ);
  return last_error();
}

uid_t effective_uid() { return ::geteuid(); }
gid_t effective_gid() { return ::getegid(); }

}  // namespace sys
}  // namespace nsbinfmt::sandbox
