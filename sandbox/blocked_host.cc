#include "sandbox/blocked_host.h"

#include <cerrno>
#include <sstream>

namespace nsbinfmt::sandbox {
namespace {

/// What a switch in /proc/sys says; "" where the kernel has no such switch.
std::string switch_value(const std::string& path) {
  const auto [text, error] = sys::read_file(path);
  return error ? "" : text.substr(0, text.find('\n'));
}

/// In a chroot no mount stands at "/": the fifth field of mountinfo, proc_pid_mountinfo(5).
bool looks_like_chroot() {
  const auto [mounts, error] = sys::read_file("/proc/self/mountinfo");
  if (error) return false;
  std::istringstream lines(mounts);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string mount_id, parent_id, device, root, mount_point;
    fields >> mount_id >> parent_id >> device >> root >> mount_point;
    if (mount_point == "/") return false;
  }
  return true;
}

/// In a user namespace without id maps the caller has no id that could be mapped on.
bool has_no_ids() {
  const auto [users, users_error] = sys::read_file("/proc/self/uid_map");
  const auto [groups, groups_error] = sys::read_file("/proc/self/gid_map");
  return !users_error && !groups_error && (users.empty() || groups.empty());
}

bool has_seccomp_filter() {
  const auto [status, error] = sys::read_file("/proc/self/status");
  return !error && status.find("\nSeccomp:\t2") != std::string::npos;
}

}  // namespace

namespace {

/// Ubuntu lets the namespace be made and refuses what comes next.
std::string apparmor_hint() {
  if (switch_value("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") != "1") return {};
  return "AppArmor restricts user namespaces: install a profile for nsbinfmt that says 'userns,', or sysctl "
         "kernel.apparmor_restrict_unprivileged_userns=0 (as root)";
}

}  // namespace

std::string id_map_hint(Errno error) {
  if (std::string hint = apparmor_hint(); !hint.empty()) return hint;
  // Whoever maps uid 0 of the namespace outside needs CAP_SETFCAP there (user_namespaces(7)).
  if (error.value == EPERM)
    return "root without capabilities, as in an nsbinfmt or a container that root started, cannot map "
           "itself: start it as "
           "a plain account";
  return {};
}

std::string user_namespace_hint(Errno error) {
  if (switch_value("/proc/sys/user/max_user_namespaces") == "0")
    return "user namespaces are switched off: sysctl user.max_user_namespaces=10000 (as root) allows them";
  if (switch_value("/proc/sys/kernel/unprivileged_userns_clone") == "0")
    return "user namespaces are for root only here: sysctl kernel.unprivileged_userns_clone=1 (as root) "
           "allows them";
  if (std::string hint = apparmor_hint(); !hint.empty()) return hint;
  if (error.value == ENOSPC) return "too many user namespaces, or nested too deeply: 32 levels are the most";
  if (error.value == EPERM && has_no_ids())
    return "the user namespace that this runs in has no id maps: write its uid_map and gid_map first "
           "(unshare -r does)";
  if (error.value == EPERM && has_seccomp_filter())
    return "a seccomp filter, probably a container's, refuses it: start the container with one that allows "
           "unshare";
  if (error.value == EPERM && looks_like_chroot())
    return "in a chroot the kernel allows no user namespaces: start nsbinfmt outside of it";
  return {};
}

std::string private_binfmt_hint(Errno error) {
  if (error.value == EPERM) return "a private binfmt_misc needs Linux 6.7 or later";
  if (error.value == ENODEV) return "this kernel has no binfmt_misc: modprobe binfmt_misc (as root)";
  return apparmor_hint();
}

}  // namespace nsbinfmt::sandbox
