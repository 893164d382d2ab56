#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/host_facts.h"
#include "policy/rule.h"

namespace nsbinfmt::policy {

inline constexpr std::string_view inherited_origin = "inherited";

/// A private binfmt_misc hides the rules in force outside, so they are registered again. Oldest first.
/// A rule that cannot come along (its interpreter was opened by F in another root) is left out with a
/// warning.
std::vector<Rule> inherited_rules(const HostFacts& facts, std::vector<std::string>& warnings);

}  // namespace nsbinfmt::policy
