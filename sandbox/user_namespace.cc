#include "sandbox/user_namespace.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include "sandbox/blocked_host.h"
#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {
namespace {

using policy::IdExtent;
using policy::IdMaps;

std::string map_text(const std::vector<IdExtent>& extents) {
  std::string text;
  for (const IdExtent& extent : extents)
    text += fmt::format("{} {} {}\n", extent.inside, extent.outside, extent.count);
  return text;
}

void write_control(const std::string& path, const std::string& text) {
  const auto [file, open_error] = sys::open(path, O_WRONLY);
  if (open_error) sys_error(open_error, id_map_hint(open_error), "open {}", path);
  if (const Errno error = sys::write_once(file, text))
    sys_error(error, id_map_hint(error), "write '{}' to {}", text.substr(0, text.find('\n')), path);
}

bool is_own_id_only(const std::vector<IdExtent>& extents) {
  return extents.size() == 1 && extents.front().count == 1;
}

void write_own_maps(const IdMaps& ids) {
  // Without it the kernel takes no gid_map from the unprivileged: groups could be dropped to gain access.
  write_control("/proc/self/setgroups", "deny");
  write_control("/proc/self/uid_map", map_text(ids.users));
  write_control("/proc/self/gid_map", map_text(ids.groups));
}

/// In the child: waits for the go-ahead, writes the maps of `process`, reports by its exit status and the
/// pipe.
[[noreturn]] void write_maps_of(pid_t process, const IdMaps& ids, const Fd& go_ahead, const Fd& report) {
  const auto [bytes, error] = sys::read_up_to(go_ahead, 1);
  if (error || bytes.empty()) ::_exit(1);  // the parent died or gave up: nobody is left to tell
  try {
    write_control(fmt::format("/proc/{}/uid_map", process), map_text(ids.users));
    write_control(fmt::format("/proc/{}/gid_map", process), map_text(ids.groups));
  } catch (const policy::Error& failure) {
    const Errno lost = sys::write_all(report, failure.message());
    ::_exit(lost ? 2 : 1);
  }
  ::_exit(0);
}

void unshare_namespaces(int flags) {
  if (const Errno error = sys::unshare(flags))
    sys_error(error, user_namespace_hint(error), "make a user namespace");
}

sys::Pipe require_pipe() {
  auto [pipe, error] = sys::make_pipe();
  if (error) sys_error(error, "", "make a pipe");
  return std::move(pipe);
}

}  // namespace

void enter_user_namespace(const IdMaps& ids, int more_flags) {
  const int flags = CLONE_NEWUSER | more_flags;
  if (is_own_id_only(ids.users) && is_own_id_only(ids.groups)) {
    unshare_namespaces(flags);
    write_own_maps(ids);
    return;
  }
  sys::Pipe go_ahead = require_pipe();
  sys::Pipe report = require_pipe();
  const pid_t self = ::getpid();
  const sys::WaitableChildren waitable;
  const auto [child, fork_error] = sys::fork_process();
  if (fork_error) sys_error(fork_error, "", "fork");
  if (child == 0) {
    go_ahead.write_end.close();
    report.read_end.close();
    write_maps_of(self, ids, go_ahead.read_end, report.write_end);
  }
  report.write_end.close();
  unshare_namespaces(flags);
  if (const Errno error = sys::write_all(go_ahead.write_end, "g"))
    sys_error(error, "", "tell the child to write the id maps");
  const auto [message, read_error] = sys::read_up_to(report.read_end, 4096);
  const auto [status, wait_error] = sys::wait_for(child);
  if (wait_error) sys_error(wait_error, "", "wait for the child that writes the id maps");
  if (read_error) sys_error(read_error, "", "read what the child that writes the id maps says");
  if (status != 0)
    throw policy::Error(message.empty()
                            ? "cannot write the id maps of the user namespace: the child that does it died"
                            : message);
}

}  // namespace nsbinfmt::sandbox
