#include "sandbox/outer_rules.h"

#include <linux/magic.h>

#include <cerrno>

#include "sandbox/private_binfmt.h"
#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {

std::vector<policy::RawRule> read_outer_rules() {
  // The slash makes systemd's automount mount it.
  const std::string directory = std::string(binfmt_directory) + "/";
  const auto [type, type_error] = sys::file_system_type(directory);
  const bool has_no_such_place = type_error.value == ENOENT || type_error.value == ENOTDIR;
  if (has_no_such_place) return {};
  if (type_error)
    sys_error(type_error, "--no-inherit does without the rules outside", "look at {}", directory);
  if (type != BINFMTFS_MAGIC) return {};
  const auto [state, state_error] = sys::read_file(directory + "status");
  if (state_error)
    sys_error(state_error, "--no-inherit does without the rules outside", "read {}status", directory);
  if (state != "enabled\n") return {};
  const auto [names, list_error] = sys::list_directory(directory);
  if (list_error) sys_error(list_error, "--no-inherit does without the rules outside", "list {}", directory);
  // The directory lists the newest entry first (simple_dir_operations, fs/libfs.c); tests/cases holds it to
  // that.
  std::vector<policy::RawRule> rules;
  for (const std::string& name : names) {
    if (name == "register" || name == "status") continue;
    const auto [text, error] = sys::read_file(directory + name);
    if (error.value == ENOENT) continue;  // removed meanwhile
    if (error) sys_error(error, "--no-inherit does without the rules outside", "read {}{}", directory, name);
    if (auto rule = policy::parse_entry(name, text)) rules.push_back(std::move(*rule));
  }
  return rules;
}

}  // namespace nsbinfmt::sandbox
