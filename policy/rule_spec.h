#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "policy/command_template.h"
#include "policy/matcher.h"
#include "policy/presets.h"
#include "policy/raw_rule.h"

namespace nsbinfmt::policy {

/// `FORMAT` alone: the best preset that is installed.
struct AnyPreset {
  bool operator==(const AnyPreset&) const = default;
};

/// `FORMAT=PRESET`, `FORMAT=PRESET@PROGRAM`, each perhaps with leading `VAR=value` words.
struct ChosenPreset {
  const Preset* preset;
  std::optional<std::string> program;  ///< instead of the preset's own names
  std::vector<TemplateAssignment> environment;
  bool operator==(const ChosenPreset&) const = default;
};

using EngineChoice = std::variant<AnyPreset, ChosenPreset, CommandTemplate>;

/// What makes an engine's exit status a SIGABRT.
struct TrapOption {
  std::optional<int> status;  ///< as given; otherwise the preset's
  bool operator==(const TrapOption&) const = default;
};

/// One of the formats that a FORMAT=ENGINE rule covers; a group such as `pyc` covers several.
struct FormatPart {
  std::string name;    ///< the rule's name
  std::string format;  ///< the format's name; empty for an extension or a magic
  std::vector<Matcher> matchers;
  std::string engine_suffix;
};

/// `FORMAT[,OPTION...][=ENGINE]`, not yet held against what is installed.
struct FormatRule {
  std::vector<FormatPart> parts;
  bool is_group = false;
  EngineChoice engine;
  std::optional<RuleFlags> flags;
  std::optional<TrapOption> trap;
};

/// One rule as it was asked for.
struct RuleSpec {
  std::variant<RawRule, FormatRule> rule;
  std::string origin;
};

/// A line of rule text and where it stands.
struct RuleLine {
  std::string text;
  std::string origin;
};

/// Parses `:name:M:...` (any text that starts with none of letter, digit, '.') or
/// `FORMAT[,OPTION...][=ENGINE]`, with FORMAT: a known name | `.EXTENSION` | `magic:HEX[/MASK][@OFFSET]`;
/// OPTION: `name:NAME` | `flags:LETTERS` | `trap` | `trap:STATUS`.
/// Throws Error, its message led by the origin.
RuleSpec parse_rule(const RuleLine& line);

/// The rule lines of a binfmt.d(5) file: blank lines and lines that start with '#' or ';' are left out. The
/// origin of each is `path:number`.
std::vector<RuleLine> rule_lines(std::string_view text, std::string_view path);

}  // namespace nsbinfmt::policy
