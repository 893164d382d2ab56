#include "sandbox/launcher/directories.h"

#include <asm/fcntl.h>
#include <linux/fcntl.h>

#include "sandbox/launcher/system_calls.h"

namespace nsbinfmt::launcher {
namespace {

/// struct linux_dirent64, getdents64(2).
struct DirectoryEntry {
  unsigned long long inode;
  long long offset;
  unsigned short length;
  unsigned char type;
  char name[1];
};

constexpr unsigned char type_unknown = 0;  // DT_UNKNOWN, DT_DIR, DT_LNK of dirent.h
constexpr unsigned char type_directory = 4;
constexpr unsigned char type_link = 10;

constexpr long may_write_and_search = 3;  // W_OK | X_OK of unistd.h
constexpr long exists = 0;                // F_OK

long open_directory(const char* path) {
  return system_call(__NR_openat, AT_FDCWD, address(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
}

bool can_be_opened(const char* path) {
  const long opened = open_directory(path);
  if (opened < 0) return false;
  system_call(__NR_close, opened);
  return true;
}

bool is_accessible(const char* path, long mode) {
  return system_call(__NR_faccessat, AT_FDCWD, address(path), mode) == 0;
}

/// "/a/b" of "/a/b/c", "/" of "/a".
const char* parent_of(const char* path) {
  size_t end = 0;
  for (size_t i = 1; path[i] != '\0'; ++i)
    if (path[i] == '/') end = i;
  if (end == 0) return "/";
  Text parent;
  for (size_t i = 0; i < end; ++i) parent.add(path[i]);
  return parent.data();
}

bool is_root(const char* path) { return path[0] == '/' && path[1] == '\0'; }

/// True when `path` is below the directory `top`.
bool is_below(const char* path, const char* top) {
  size_t i = 0;
  for (; top[i] != '\0'; ++i)
    if (path[i] != top[i]) return false;
  return path[i] == '/';
}

void add_if_usable(PointerList& directories, const DirectoryEntry& entry, const char* cwd) {
  if (equal(entry.name, ".") || equal(entry.name, "..")) return;
  if (entry.type != type_directory && entry.type != type_link && entry.type != type_unknown) return;
  Text top;
  top.add('/');
  top.add(entry.name);
  const bool is_hidden = !is_root(cwd) && is_accessible(entry.name, exists);
  if (!is_hidden) {
    if (can_be_opened(top.data())) directories.add(top.data());
    return;
  }
  for (const char* at = cwd; is_below(at, top.data()); at = parent_of(at))
    if (can_be_opened(at)) directories.add(at);
}

}  // namespace

const char* working_directory() {
  constexpr size_t longest = 4096;  // PATH_MAX
  static char* path = nullptr;
  if (path != nullptr) return path;
  path = static_cast<char*>(allocate(longest));
  const long length = system_call(__NR_getcwd, address(path), longest);
  if (length <= 0 || path[0] != '/') {  // "(unreachable)..." for one outside the root
    path[0] = '.';
    path[1] = '\0';
  }
  return path;
}

PointerList offered_directories() {
  PointerList directories;
  const long root = open_directory("/");
  if (root < 0) return directories;  // an unreadable root has no directory to offer
  const char* cwd = working_directory();
  constexpr size_t buffer_size = 32 * 1024;
  auto* buffer = static_cast<char*>(allocate(buffer_size));
  for (;;) {
    const long bytes = system_call(__NR_getdents64, root, address(buffer), buffer_size);
    if (bytes <= 0) break;
    for (long at = 0; at < bytes;) {
      const auto* entry = reinterpret_cast<const DirectoryEntry*>(buffer + at);
      add_if_usable(directories, *entry, cwd);
      at += entry->length;
    }
  }
  system_call(__NR_close, root);
  directories.sort();
  return directories;
}

Ancestors ancestors() {
  Ancestors found;
  const char* directory = working_directory();
  if (directory[0] != '/') return found;
  Text up;
  while (!is_root(directory)) {
    directory = parent_of(directory);
    if (up.size() > 0) up.add('/');
    up.add("..");
    if (!can_be_opened(directory)) continue;
    found.ups.add(up.copy());
    found.directories.add(directory);
  }
  return found;
}

bool cache_is_writable(const char* const* environment) {
  const char* cache = variable_in(environment, "XDG_CACHE_HOME");
  Text path;
  if (cache != nullptr && cache[0] == '/') {
    path.add(cache);
  } else {
    const char* home = variable_in(environment, "HOME");
    if (home == nullptr || home[0] != '/') return true;
    path.add(home);
    path.add("/.cache");
  }
  const char* at = path.data();
  while (!is_accessible(at, exists) && !is_root(at)) at = parent_of(at);
  return is_accessible(at, may_write_and_search);
}

}  // namespace nsbinfmt::launcher
