#include "tests/cases/world.h"

#include <elf.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/cases/tools.h"

namespace nsbinfmt::test {
namespace {

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

const std::string& probe_image() {
  static const std::string image = slurp(probe_program());
  return image;
}

// ELF padding, bytes 9..15 of the header: the kernel does not look at it, a rule and the probe can.
std::string marked_probe(const std::string& mark) {
  std::string image = probe_image();
  std::copy_n(mark.begin(), std::min<std::size_t>(mark.size(), 7), image.begin() + 9);
  return image;
}

// The native machine's smallest ELF file that names a loader which does not exist.
std::string elf_without_loader() {
  ElfW(Ehdr) header{};
  std::memcpy(&header, probe_image().data(), sizeof header);
  header.e_type = ET_EXEC;
  header.e_entry = 0x400000;
  header.e_phoff = sizeof header;
  header.e_phnum = 2;
  header.e_shoff = 0;
  header.e_shnum = 0;
  header.e_shstrndx = 0;
  const std::string loader("/nowhere/ld.so\0", 15);
  ElfW(Phdr) programs[2] = {};
  programs[0].p_type = PT_INTERP;
  programs[0].p_offset = sizeof header + sizeof programs;
  programs[0].p_filesz = loader.size();
  programs[1].p_type = PT_LOAD;
  programs[1].p_vaddr = 0x400000;
  programs[1].p_flags = PF_R | PF_X;
  programs[1].p_filesz = programs[1].p_memsz = sizeof header + sizeof programs + loader.size();
  programs[1].p_align = 0x1000;
  std::string image(reinterpret_cast<const char*>(&header), sizeof header);
  image.append(reinterpret_cast<const char*>(programs), sizeof programs);
  return image + loader;
}

void check(bool good, const std::string& what) {
  if (!good) throw std::runtime_error("cannot " + what + ": " + std::strerror(errno));
}

}  // namespace

World::World(std::span<const File> files) {
  std::string name = "/tmp/nsbinfmt-cases.XXXXXX";
  check(mkdtemp(name.data()) != nullptr, "make a world");
  path_ = name;
  chmod(path_.c_str(), 0755);
  for (const File& file : files) lay_out(file);
  // Modes of directories last: they may forbid entering.
  for (const File& file : files)
    if (file.kind == FileKind::directory) chmod((path_ + "/" + file.path).c_str(), file.mode);
}

World::~World() {
  namespace fs = std::filesystem;
  std::error_code ignored;
  for (auto at = fs::recursive_directory_iterator(path_, ignored); at != fs::recursive_directory_iterator();
       at.increment(ignored))
    if (at->is_directory(ignored) && !at->is_symlink(ignored)) chmod(at->path().c_str(), 0755);
  fs::remove_all(path_, ignored);
}

std::string World::expand(const std::string& text) const { return replace_all(text, "$W", path_); }

std::string World::shorten(const std::string& text) const { return replace_all(text, path_, "$W"); }

void World::lay_out(const File& file) const {
  const std::string path = path_ + "/" + file.path;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  switch (file.kind) {
    case FileKind::directory:
      std::filesystem::create_directories(path);
      return;
    case FileKind::symlink:
      check(symlink(expand(file.content).c_str(), path.c_str()) == 0, "link " + path);
      return;
    case FileKind::fifo:
      check(mkfifo(path.c_str(), 0700) == 0, "make fifo " + path);
      break;
    case FileKind::probe:
      std::ofstream(path, std::ios::binary)
          << (file.content.empty() ? probe_image() : marked_probe(file.content));
      break;
    case FileKind::text:
      std::ofstream(path, std::ios::binary) << expand(file.content);
      break;
    case FileKind::elf_without_loader:
      std::ofstream(path, std::ios::binary) << elf_without_loader();
      break;
  }
  check(chmod(path.c_str(), file.mode) == 0, "chmod " + path);
}

}  // namespace nsbinfmt::test
