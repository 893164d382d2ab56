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

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

std::optional<Shebang> parse_shebang(std::string_view head) {
  if (!head.starts_with("#!")) return std::nullopt;
  constexpr std::string_view blanks = " \t";
  constexpr std::string_view terminators(" \t\0", 3);
  std::string padded(head.substr(0, head_size));
  padded.resize(head_size, '\0');
  const std::string_view window = padded;
  // strnchr(): a newline behind a NUL byte does not count.
  const std::size_t stop = window.find_first_of(std::string_view("\n\0", 2));
  const bool ended = stop != std::string_view::npos && window[stop] == '\n';
  if (!ended) {
    // A cut-off line is fine as long as the interpreter's path itself is whole.
    const std::size_t start = window.find_first_not_of(blanks, 2);
    if (start == std::string_view::npos || window.find_first_of(terminators, start) == std::string_view::npos)
      return std::nullopt;
  }
  std::string_view line = window.substr(2, (ended ? stop : head_size - 1) - 2);
  // In a short file without a newline the padding follows the blanks, and they stay.
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  const std::size_t end = std::min(line.find_first_of(terminators), line.size());
  if (end == 0) return std::nullopt;
  Shebang shebang{.interpreter = std::string(line.substr(0, end)), .argument = std::nullopt};
  if (end < line.size() && line[end] != '\0') {
    const std::string_view rest = line.substr(line.find_first_not_of(blanks, end));
    shebang.argument = std::string(rest.substr(0, rest.find('\0')));
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
