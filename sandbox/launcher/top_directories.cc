#include "sandbox/launcher/top_directories.h"

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

long open_directory(const char* path) {
  return system_call(__NR_openat, AT_FDCWD, address(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
}

void add_if_usable(PointerList& directories, const DirectoryEntry& entry) {
  if (equal(entry.name, ".") || equal(entry.name, "..")) return;
  if (entry.type != type_directory && entry.type != type_link && entry.type != type_unknown) return;
  Text path;
  path.add('/');
  path.add(entry.name);
  const long opened = open_directory(path.data());
  if (opened < 0) return;
  system_call(__NR_close, opened);
  directories.add(path.data());
}

}  // namespace

PointerList top_directories() {
  PointerList directories;
  const long root = open_directory("/");
  if (root < 0) return directories;  // an unreadable root has no directory to offer
  constexpr size_t buffer_size = 32 * 1024;
  auto* buffer = static_cast<char*>(allocate(buffer_size));
  for (;;) {
    const long bytes = system_call(__NR_getdents64, root, address(buffer), buffer_size);
    if (bytes <= 0) break;
    for (long at = 0; at < bytes;) {
      const auto* entry = reinterpret_cast<const DirectoryEntry*>(buffer + at);
      add_if_usable(directories, *entry);
      at += entry->length;
    }
  }
  system_call(__NR_close, root);
  directories.sort();
  return directories;
}

}  // namespace nsbinfmt::launcher
