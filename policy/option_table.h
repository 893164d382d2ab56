#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "policy/options.h"

namespace nsbinfmt::policy {

enum class OptionGroup { rules, looking };

/// What a shell may offer for an option's value.
enum class Completion { nothing, rule, path, backend };

/// One option: parsing, --help, and later the manual and the completions all come from this row.
struct OptionRow {
  std::string_view name;   ///< without the dashes
  std::string_view value;  ///< what --help calls its value; empty: it takes none
  OptionGroup group;
  std::string_view summary;  ///< one line
  Completion completion;
  void (*apply)(Options& options, const std::string& value);
};

/// Every option there is. Nothing else lists options.
std::span<const OptionRow> option_table();

/// The text of --help.
std::string help_text();

}  // namespace nsbinfmt::policy
