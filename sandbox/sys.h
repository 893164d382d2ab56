#pragma once

#include <fmt/core.h>
#include <signal.h>
#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/error.h"
#include "sandbox/fd.h"

// The system calls of nsbinfmt under clear names. The only file that reads errno is sys.cc. A "no" of the
// kernel is a value here; sys_error() turns it into the Error that ends the run.
namespace nsbinfmt::sandbox {

/// An error number of the kernel; 0 for none.
struct [[nodiscard]] Errno {
  int value = 0;
  explicit operator bool() const { return value != 0; }
};

template <typename T>
struct [[nodiscard]] SysResult {
  T value;
  Errno error;
};

/// "Operation not permitted (EPERM)".
std::string to_text(Errno error);

/// Throws Error `cannot WHAT: strerror (ENAME)`.
template <typename... Args>
[[noreturn]] void sys_error(Errno error, std::string hint, fmt::format_string<Args...> what, Args&&... args) {
  throw policy::Error(
      fmt::format("cannot {}: {}", fmt::format(what, std::forward<Args>(args)...), to_text(error)),
      std::move(hint));
}

namespace sys {

/// openat(2) with O_CLOEXEC added; `directory` may be AT_FDCWD.
SysResult<Fd> open_at(int directory, const std::string& path, int flags, mode_t mode = 0);
SysResult<Fd> open(const std::string& path, int flags);

/// Up to `most` bytes from the start on, fewer at the end of the file.
SysResult<std::string> read_up_to(const Fd& file, std::size_t most);

/// The whole of a file, read to its end.
SysResult<std::string> read_file(const std::string& path);

/// One write(2): the kernel's control files take a line whole or not at all.
Errno write_once(const Fd& file, std::string_view bytes);

/// write(2) until all is written.
Errno write_all(const Fd& file, std::string_view bytes);

/// The names in a directory, in the order the file system gives them, without "." and "..".
SysResult<std::vector<std::string>> list_directory(const std::string& path);

enum class FileKind { regular, directory, other };
SysResult<FileKind> file_kind(const std::string& path);

/// No error when the caller may execute the file: its effective ids, modes and noexec mounts counted
/// (faccessat2(2)).
Errno may_execute(const std::string& path);

/// No error when files can be made in the directory `path`.
Errno may_write_into(const std::string& path);

/// The magic number of the file system at `path` (statfs(2)).
SysResult<long> file_system_type(const std::string& path);

SysResult<std::string> working_directory();

Errno unshare(int flags);
Errno change_mode(const Fd& file, mode_t mode);
Errno make_directory_at(const Fd& directory, const std::string& path);

/// fsopen(2), FSCONFIG_CMD_CREATE and fsmount(2): a mount that is attached nowhere. The error is that of the
/// step it names.
struct DetachedMount {
  Fd fd;
  std::string_view failed_step;
  Errno error;
};
DetachedMount mount_detached(const char* type);

/// mount_setattr(2) on a detached mount itself.
Errno set_mount_attributes(const Fd& mount, unsigned long attributes);

/// move_mount(2): attaches a detached mount at `target`.
Errno attach_mount(const Fd& mount, const std::string& target);

Errno set_no_new_privileges();

/// Lets this process open its own files in /proc, which those of a program that may not be read belong to
/// root.
Errno make_dumpable();

/// PR_CAPBSET_DROP, by libcap.
Errno drop_from_bounding_set(int capability);

/// Empties the effective, permitted and inheritable sets, and so the ambient one, by libcap.
Errno drop_all_capabilities();

/// The signal that the parent's death sends, PR_GET_PDEATHSIG; 0 for none.
SysResult<int> parent_death_signal();
Errno set_parent_death_signal(int signal);

struct Pipe {
  Fd read_end;
  Fd write_end;
};
SysResult<Pipe> make_pipe();

/// While it lives, children can be waited for even where the caller ignores SIGCHLD: ignored, the kernel
/// throws their status away (sigaction(2), SA_NOCLDWAIT). Restores the caller's action, which the command is
/// to find.
class WaitableChildren {
 public:
  WaitableChildren();
  ~WaitableChildren();
  WaitableChildren(const WaitableChildren&) = delete;
  WaitableChildren& operator=(const WaitableChildren&) = delete;

 private:
  struct sigaction callers_ {};
};

/// fork(2): 0 in the child.
SysResult<pid_t> fork_process();

/// waitpid(2), begun again after signals: the wait status.
SysResult<int> wait_for(pid_t child);

/// dup2(2) without O_CLOEXEC.
Errno duplicate_onto(const Fd& from, int number);

/// execve(2) of a path, with the caller's environment; returns only when it fails.
Errno execute(const std::string& path, const std::vector<std::string>& argv);

/// The uid and gid, effective.
uid_t effective_uid();
gid_t effective_gid();

}  // namespace sys
}  // namespace nsbinfmt::sandbox
