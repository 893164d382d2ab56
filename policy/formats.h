#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/matcher.h"

namespace nsbinfmt::policy {

/// A file format with a name: `--rule NAME=ENGINE`.
struct Format {
  std::string name;
  std::string summary;
  std::vector<Matcher> matchers;  ///< one rule each; empty for a group
  /// What tells this format's engine from its sisters': "aarch64" in qemu-aarch64, "3.11" in python3.11.
  /// Often empty.
  std::string engine_suffix;
  std::vector<std::string> members;  ///< the formats that a group's name stands for
};

/// Every format that has a name, in the order of --list-formats.
std::span<const Format> known_formats();

/// The format called `name`, its other names included ("arm64" for aarch64); nullptr when there is none.
const Format* find_format(std::string_view name);

}  // namespace nsbinfmt::policy
