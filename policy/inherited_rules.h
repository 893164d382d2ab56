#pragma once

#include <optional>
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

/// The interpreter field that a launcher is registered under holds its own template, for people and for an
/// nsbinfmt inside that has to register it again: `nsbinfmt-launcher/NUMBER/=TEMPLATE`, cut into components
/// of at most NAME_MAX bytes. The path is below the launchers' file system; `number` keeps two rules with one
/// template apart. A template that is too long for a registration gives a short path that says nothing.
std::string launcher_path(unsigned number, const LaunchedEngine& engine);

/// The engine that launcher_path() describes; nothing for any other interpreter.
std::optional<LaunchedEngine> launcher_engine(std::string_view interpreter);

/// True for the interpreter of a launcher, described or not.
bool is_launcher(std::string_view interpreter);

}  // namespace nsbinfmt::policy
