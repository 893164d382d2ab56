#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace nsbinfmt::policy {

/// How many bytes of a file the kernel looks at, NUL-padded (BINPRM_BUF_SIZE, linux/binfmts.h).
inline constexpr std::size_t head_size = 256;

/// Matches when `(file[offset + i] ^ magic[i]) & mask[i] == 0` for each i; an empty mask means exact.
struct MagicMatch {
  std::size_t offset = 0;
  std::string magic;
  std::string mask;
  bool operator==(const MagicMatch&) const = default;
};

/// Matches the text after the last '.' of the path given to execve; case counts, symlinks are not resolved.
struct ExtensionMatch {
  std::string extension;
  bool operator==(const ExtensionMatch&) const = default;
};

using Matcher = std::variant<MagicMatch, ExtensionMatch>;

/// The kernel's own test (search_binfmt_handler in fs/binfmt_misc.c). `head` is what the file begins with, at
/// most head_size bytes of it count and a shorter one is taken as NUL-padded; `path` is the string given to
/// execve.
bool matches(const Matcher& matcher, std::string_view head, std::string_view path);

/// For people: "offset 0 magic 0061736d mask ffffffff" or "extension .jar".
std::string to_text(const Matcher& matcher);

}  // namespace nsbinfmt::policy
