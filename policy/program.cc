#include "policy/program.h"

#include <elf.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "policy/matcher.h"

namespace nsbinfmt::policy {
namespace {

template <typename Header>
std::optional<Header> header_at(std::string_view bytes, std::size_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(Header)) return std::nullopt;
  Header header;
  std::memcpy(&header, bytes.data() + offset, sizeof header);
  return header;
}

template <typename Ehdr, typename Phdr>
Linkage linkage_of_elf(std::string_view start) {
  const auto header = header_at<Ehdr>(start, 0);
  if (!header) return Linkage::other;
  for (unsigned i = 0; i < header->e_phnum; ++i) {
    const auto segment = header_at<Phdr>(start, header->e_phoff + std::size_t{i} * sizeof(Phdr));
    // Headers that stand elsewhere cannot be judged: "dynamic" is the answer that promises less.
    if (!segment || segment->p_type == PT_INTERP) return Linkage::dynamic_elf;
  }
  return Linkage::static_elf;
}

constexpr std::string_view blanks = " \t";
constexpr std::string_view blanks_and_nul(" \t\0", 3);

bool is_blank(char c) { return blanks.find(c) != std::string_view::npos; }

}  // namespace

std::optional<Shebang> parse_shebang(std::string_view head) {
  if (!head.starts_with("#!")) return std::nullopt;
  std::string window(head.substr(0, head_size));
  window.resize(head_size, '\0');
  std::string_view line = std::string_view(window).substr(2);
  const std::size_t newline = line.find('\n');
  if (newline != std::string_view::npos) {
    line = line.substr(0, newline);
    while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  } else {
    // The line is cut off by the window, which must hold the interpreter's path and what ends it; or by the
    // file's end, and NUL bytes follow.
    line.remove_suffix(1);
    const std::size_t name = line.find_first_not_of(blanks);
    if (name == std::string_view::npos || line.find_first_of(blanks_and_nul, name) == std::string_view::npos)
      return std::nullopt;
  }
  const std::size_t start = line.find_first_not_of(blanks);
  if (start == std::string_view::npos) return std::nullopt;
  const std::size_t end = std::min(line.find_first_of(blanks_and_nul, start), line.size());
  Shebang shebang{.interpreter = std::string(line.substr(start, end - start)), .argument = std::nullopt};
  if (end == line.size() || line[end] == '\0') return shebang;
  const std::size_t argument = line.find_first_not_of(blanks, end);
  if (argument != std::string_view::npos) {
    const std::string_view rest = line.substr(argument);
    shebang.argument = rest.substr(0, rest.find('\0'));
  }
  return shebang;
}

Linkage linkage_of(std::string_view start) {
  if (start.starts_with("#!")) return Linkage::script;
  if (!start.starts_with(ELFMAG) || start.size() <= EI_CLASS) return Linkage::other;
  if (start[EI_CLASS] == ELFCLASS64) return linkage_of_elf<Elf64_Ehdr, Elf64_Phdr>(start);
  return linkage_of_elf<Elf32_Ehdr, Elf32_Phdr>(start);
}

std::string_view to_text(Linkage linkage) {
  switch (linkage) {
    case Linkage::static_elf:
      return "static";
    case Linkage::dynamic_elf:
      return "dynamic";
    case Linkage::script:
      return "script";
    case Linkage::other:
      return "unknown kind";
  }
  std::abort();
}

}  // namespace nsbinfmt::policy
