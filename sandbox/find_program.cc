#include "sandbox/find_program.h"

#include <fcntl.h>

#include <cstdlib>
#include <string_view>

#include "policy/matcher.h"
#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {
namespace {

/// Where execvp(3) of the GNU C library looks when PATH is not set.
constexpr std::string_view default_path = "/bin:/usr/bin";

std::optional<NotFound> why_unusable(const std::string& path) {
  const auto [kind, error] = sys::file_kind(path);
  if (error) return NotFound{.why = to_text(error)};
  if (kind == sys::FileKind::directory) return NotFound{.why = "it is a directory", .exists = true};
  if (kind == sys::FileKind::other) return NotFound{.why = "it is no regular file", .exists = true};
  if (const Errno denied = sys::may_execute(path))
    return NotFound{.why = fmt::format("it is not executable: {}", to_text(denied)), .exists = true};
  return std::nullopt;
}

/// Absolute, from the working directory, which must have a name for that.
std::variant<std::string, NotFound> absolute(const std::string& path) {
  if (path.starts_with('/')) return path;
  const auto [directory, error] = sys::working_directory();
  if (error) return NotFound{.why = fmt::format("the working directory has no name: {}", to_text(error))};
  const std::string_view relative =
      path.starts_with("./") ? std::string_view(path).substr(2) : std::string_view(path);
  return fmt::format("{}/{}", directory == "/" ? "" : directory, relative);
}

std::variant<std::string, NotFound> search_path(const std::string& name) {
  NotFound best{.why = "not found on PATH"};
  for (const std::string& directory : path_directories()) {
    const std::string path = directory.empty() ? "./" + name : fmt::format("{}/{}", directory, name);
    const auto unusable = why_unusable(path);
    if (!unusable) return absolute(path);
    if (unusable->exists && !best.exists)
      best = {.why = fmt::format("'{}' is on PATH, but {}", path, unusable->why), .exists = true};
  }
  return best;
}

}  // namespace

std::vector<std::string> path_directories() {
  const char* variable = std::getenv("PATH");
  std::string_view rest = variable != nullptr ? std::string_view(variable) : default_path;
  std::vector<std::string> directories;
  for (;;) {
    const std::string_view directory = rest.substr(0, rest.find(':'));
    directories.emplace_back(directory);
    if (directory.size() == rest.size()) return directories;
    rest.remove_prefix(directory.size() + 1);
  }
}

std::variant<std::string, NotFound> find_program(const std::string& name) {
  if (name.empty()) return NotFound{.why = "the name is empty"};
  if (name.find('/') == std::string::npos) return search_path(name);
  if (const auto unusable = why_unusable(name)) return *unusable;
  return absolute(name);
}

std::optional<policy::Program> read_program(const std::string& path) {
  if (why_unusable(path)) return std::nullopt;
  policy::Program program{.path = path, .head = {}, .is_readable = false};
  const auto [file, open_error] = sys::open(path, O_RDONLY);
  if (open_error) return program;
  const auto [start, read_error] = sys::read_up_to(file, policy::linkage_bytes);
  if (read_error) return program;
  program.is_readable = true;
  program.linkage = policy::linkage_of(start);
  program.head = start.substr(0, policy::head_size);
  return program;
}

}  // namespace nsbinfmt::sandbox
