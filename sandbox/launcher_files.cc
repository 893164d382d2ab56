#include "sandbox/launcher_files.h"

#include <fcntl.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "policy/launcher_config.h"
#include "policy/launcher_path.h"
#include "policy/raw_rule.h"

// The launcher's own file, put into nsbinfmt by launcher_image.S.
extern "C" const char nsbinfmt_launcher_image[];
extern "C" const char nsbinfmt_launcher_image_end[];

namespace nsbinfmt::sandbox {
namespace {

constexpr std::string_view config_marker = "nsbinfmt launcher config 1";
constexpr std::size_t config_offset_from_marker = 32;

std::string launcher_with(const std::string& config) {
  std::string image(nsbinfmt_launcher_image, nsbinfmt_launcher_image_end);
  const std::size_t marker = image.find(config_marker);
  if (marker == std::string::npos) std::abort();  // the build is broken
  image.replace(marker + config_offset_from_marker, config.size(), config);
  return image;
}

/// How long the path of a rule's launcher may be for its registration to fit.
std::size_t room_for_path(const policy::Rule& rule, const std::string& prefix) {
  const std::string line = policy::to_register_line(
      {.name = rule.name, .matcher = rule.matcher, .interpreter = prefix, .flags = rule.flags});
  return policy::register_line_max - line.size();
}

}  // namespace

LauncherFiles::LauncherFiles() {
  sys::DetachedMount mount = sys::mount_detached("tmpfs");
  if (mount.error)
    sys_error(mount.error, "", "mount a file system for the launchers ({})", mount.failed_step);
  directory_ = std::move(mount.fd);
}

std::string LauncherFiles::add(const policy::Rule& rule, const policy::LaunchedEngine& engine) {
  const std::string prefix = fmt::format("/proc/self/fd/{}/", directory_.number());
  const std::string path = policy::launcher_path(++count_, engine, room_for_path(rule, prefix));
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string directory = path.substr(0, slash);
    const Errno error = sys::make_directory_at(directory_, directory);
    const bool is_shared =
        count_ > 1 && error.value == EEXIST;  // the first component is that of all launchers
    if (error && !is_shared) sys_error(error, "", "make directory '{}' for a launcher", directory);
  }
  const auto [file, open_error] = sys::open_at(directory_.number(), path, O_WRONLY | O_CREAT | O_EXCL, 0755);
  if (open_error) sys_error(open_error, "", "make the launcher of rule '{}'", rule.name);
  if (const Errno error = sys::write_all(file, launcher_with(policy::launcher_config(rule, engine))))
    sys_error(error, "", "write the launcher of rule '{}'", rule.name);
  // The caller's umask may have taken the x bits away.
  if (const Errno error = sys::change_mode(file, 0755))
    sys_error(error, "", "make the launcher of rule '{}' executable", rule.name);
  return prefix + path;
}

}  // namespace nsbinfmt::sandbox
