#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/matcher.h"
#include "policy/rule_flags.h"

namespace nsbinfmt::policy {

/// The kernel's limits for one registration (MAX_REGISTER_LENGTH and NAME_MAX; fs/binfmt_misc.c).
inline constexpr std::size_t register_line_min = 11;
inline constexpr std::size_t register_line_max = 1920;
inline constexpr std::size_t rule_name_max = 255;

/// What one line `:name:type:offset:magic:mask:interpreter:flags` says.
struct RawRule {
  std::string name;
  Matcher matcher;
  std::string interpreter;
  RuleFlags flags;
  bool operator==(const RawRule&) const = default;
};

/// Why the kernel would refuse a rule of this name; nothing when it would not.
std::optional<std::string> name_fault(std::string_view name);

/// Reads a line exactly as the kernel does: what it would refuse (EINVAL, EEXIST, ENAMETOOLONG) throws an
/// Error that names the cause, what it would accept is accepted. A single newline may end the line.
RawRule parse_raw_rule(std::string_view line);

/// A line that the kernel reads back as `rule`. Throws Error when it would be longer than register_line_max.
std::string to_register_line(const RawRule& rule);

/// The text of an entry in /proc/sys/fs/binfmt_misc, given with its name: the rule when enabled, nothing when
/// disabled. Throws Error for a text that no known kernel prints.
std::optional<RawRule> parse_entry(std::string_view name, std::string_view text);

}  // namespace nsbinfmt::policy
