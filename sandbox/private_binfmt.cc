#include "sandbox/private_binfmt.h"

#include <fcntl.h>
#include <linux/mount.h>

#include <algorithm>
#include <optional>

#include "policy/raw_rule.h"
#include "sandbox/blocked_host.h"
#include "sandbox/launcher_files.h"
#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {
namespace {

using policy::Rule;

Fd mount_binfmt() {
  sys::DetachedMount mount = sys::mount_detached("binfmt_misc");
  if (mount.error)
    sys_error(mount.error, private_binfmt_hint(mount.error), "mount a private binfmt_misc ({})",
              mount.failed_step);
  return std::move(mount.fd);
}

/// `registration` is open for the whole while: one write is one rule.
void register_rule(const Fd& registration, const Rule& rule, const std::string& interpreter) {
  const std::string line = policy::to_register_line(
      {.name = rule.name, .matcher = rule.matcher, .interpreter = interpreter, .flags = rule.flags});
  if (const Errno error = sys::write_once(registration, line))
    sys_error(
        error,
        rule.flags.fix_binary ? "flag F opens the interpreter at once: it must be there and executable" : "",
        "register rule '{}' ({}) with interpreter '{}'", rule.name, rule.origin, interpreter);
}

void register_rules(const Fd& binfmt, std::span<const Rule> rules) {
  const auto [registration, error] = sys::open_at(binfmt.number(), "register", O_WRONLY);
  if (error) sys_error(error, private_binfmt_hint(error), "open the private binfmt_misc's register file");
  std::optional<LauncherFiles> launchers;
  for (const Rule& rule : rules) {
    if (const auto* direct = std::get_if<policy::DirectEngine>(&rule.engine)) {
      register_rule(registration, rule, direct->path);
      continue;
    }
    if (!launchers) launchers.emplace();
    register_rule(registration, rule, launchers->add(rule, std::get<policy::LaunchedEngine>(rule.engine)));
  }
}

}  // namespace

void set_up_private_binfmt(std::span<const Rule> rules) {
  const Fd binfmt = mount_binfmt();
  register_rules(binfmt, rules);
  // The files belong to the caller's own uid, so their modes keep nobody inside from writing them: the mount
  // must.
  constexpr unsigned long attributes =
      MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
  if (const Errno error = sys::set_mount_attributes(binfmt, attributes))
    sys_error(error, "", "make the private binfmt_misc read-only");
  // Attached it stays alive; rules die with the last reference to their file system.
  if (const Errno error = sys::attach_mount(binfmt, binfmt_directory))
    sys_error(error, "nsbinfmt needs /proc mounted, with /proc/sys in it",
              "attach the private binfmt_misc at {}", binfmt_directory);
}

}  // namespace nsbinfmt::sandbox
