#include "sandbox/guest_call.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {
namespace {

bool can_be_opened(const std::string& path) { return !sys::open(path, O_RDONLY | O_DIRECTORY).error; }

bool exists(const std::string& path) { return !sys::file_kind(path).error; }

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::vector<std::string> offered_directories(const std::string& cwd) {
  const auto [names, error] = sys::list_directory("/");
  if (error) return {};  // an unreadable root has no directory to offer
  std::vector<std::string> candidates;
  for (const std::string& name : names) {
    const std::string top = "/" + name;
    if (cwd == "/" || !exists(name)) {
      candidates.push_back(top);
    } else {
      for (std::string at = cwd; at.starts_with(top + "/"); at = parent_of(at)) candidates.push_back(at);
    }
  }
  std::erase_if(candidates, [](const std::string& path) { return !can_be_opened(path); });
  std::ranges::sort(candidates);
  return candidates;
}

std::vector<policy::Ancestor> ancestors(const std::string& cwd) {
  std::vector<policy::Ancestor> found;
  std::string up;
  for (std::string directory = cwd; directory != "/";) {
    directory = parent_of(directory);
    up += up.empty() ? ".." : "/..";
    if (can_be_opened(directory)) found.push_back({.up = up, .directory = directory});
  }
  return found;
}

bool is_writable(const std::string& directory) {
  std::string at = directory;
  while (!exists(at) && at != "/") at = parent_of(at);
  return !sys::may_write_into(at);
}

}  // namespace

policy::GuestCall look_at_call(const std::string& file, const std::vector<std::string>& arguments) {
  policy::GuestCall call;
  call.file = file;
  call.args = arguments;
  call.argv0 = file;
  const auto [directory, error] = sys::working_directory();
  const bool has_name = !error && directory.starts_with('/');
  call.cwd = has_name ? directory : ".";
  call.directories = offered_directories(call.cwd);
  if (has_name) call.ancestors = ancestors(directory);
  for (char** setting = environ; *setting != nullptr; ++setting) call.environment.emplace_back(*setting);
  call.is_writable = is_writable;
  return call;
}

}  // namespace nsbinfmt::sandbox
