#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nsbinfmt::policy {

/// binfmt_misc's flags (Documentation/admin-guide/binfmt-misc.rst).
struct RuleFlags {
  bool preserve_argv0 = false;  ///< P: the interpreter gets the guest's argv[0] after its path
  bool open_binary = false;     ///< O: the interpreter gets the guest as an open descriptor (AT_EXECFD)
  bool credentials = false;     ///< C: credentials from the guest, not from the interpreter; implies O
  bool fix_binary = false;      ///< F: the interpreter is opened when the rule is registered
  bool operator==(const RuleFlags&) const = default;
};

/// Flags from letters in any order; nothing when a letter is none of P O C F.
inline std::optional<RuleFlags> parse_rule_flags(std::string_view letters) {
  RuleFlags flags;
  for (const char letter : letters) {
    switch (letter) {
      case 'P':
        flags.preserve_argv0 = true;
        break;
      case 'O':
        flags.open_binary = true;
        break;
      case 'C':
        flags.open_binary = flags.credentials = true;
        break;
      case 'F':
        flags.fix_binary = true;
        break;
      default:
        return std::nullopt;
    }
  }
  return flags;
}

/// The letters in the kernel's order, POCF.
inline std::string to_text(const RuleFlags& flags) {
  std::string letters;
  if (flags.preserve_argv0) letters += 'P';
  if (flags.open_binary) letters += 'O';
  if (flags.credentials) letters += 'C';
  if (flags.fix_binary) letters += 'F';
  return letters;
}

}  // namespace nsbinfmt::policy
