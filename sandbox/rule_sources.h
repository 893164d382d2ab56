#pragma once

#include <vector>

#include "policy/options.h"
#include "policy/rule_spec.h"

namespace nsbinfmt::sandbox {

/// The rule lines of --rule and --rules, in the order given; of a directory its *.conf files in the order of
/// their names, as systemd-binfmt takes them. Throws Error for what cannot be read.
std::vector<policy::RuleLine> read_rule_sources(const policy::Options& options);

}  // namespace nsbinfmt::sandbox
