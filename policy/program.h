#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nsbinfmt::policy {

/// How a program is started by the kernel, read off its own bytes.
enum class Linkage { static_elf, dynamic_elf, script, other };

/// A file that exists and may be executed.
struct Program {
  std::string path;  ///< absolute
  std::string head;  ///< up to head_size bytes
  Linkage linkage = Linkage::other;
  bool is_readable = true;  ///< not so: it may be executed, but neither head nor linkage are known
  bool operator==(const Program&) const = default;
};

/// The first line of a `#!` script.
struct Shebang {
  std::string interpreter;
  std::optional<std::string> argument;
  bool operator==(const Shebang&) const = default;
};

/// Reads `#!` as load_script() in fs/binfmt_script.c does: blanks around the interpreter, then one argument
/// with inner blanks kept and trailing ones cut. Nothing when there is no usable interpreter (ENOEXEC) or no
/// `#!` at all. `head` is at most head_size bytes of the file.
std::optional<Shebang> parse_shebang(std::string_view head);

/// Enough of a file for linkage_of(): headers of every linker known stand in it.
inline constexpr std::size_t linkage_bytes = 4096;

/// Static when no program header asks for a dynamic loader (PT_INTERP). `start` is up to linkage_bytes of the
/// file.
Linkage linkage_of(std::string_view start);

std::string_view to_text(Linkage linkage);

}  // namespace nsbinfmt::policy
