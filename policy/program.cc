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
  head = head.substr(0, std::min(head.size(), head_size));
  if (!head.starts_with("#!")) return std::nullopt;
  const bool whole_window = head.size() == head_size;
  std::string_view line = head.substr(2);
  const std::size_t newline = line.find('\n');
  const bool ended = newline != std::string_view::npos;
  if (ended) {
    line = line.substr(0, newline);
  } else if (whole_window) {
    // A cut-off line is fine as long as the interpreter's path itself is whole.
    line.remove_suffix(1);
    const std::size_t start = line.find_first_not_of(" \t");
    if (start == std::string_view::npos || line.find_first_of(" \t", start) == std::string_view::npos)
      return std::nullopt;
  }
  // The kernel works on C strings.
  line = line.substr(0, line.find('\0'));
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  const std::size_t start = std::min(line.find_first_not_of(" \t"), line.size());
  line.remove_prefix(start);
  if (line.empty()) return std::nullopt;
  const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
  Shebang shebang{.interpreter = std::string(line.substr(0, end)), .argument = std::nullopt};
  const std::size_t argument = line.find_first_not_of(" \t", end);
  if (argument != std::string_view::npos) shebang.argument = line.substr(argument);
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
