#pragma once

#include <string>

#include "policy/rule.h"

namespace nsbinfmt::policy {

/// The template of a rule as the launcher carries it (launcher_format.h). Throws Error when it is longer than
/// launcher_capacity.
std::string launcher_config(const Rule& rule, const LaunchedEngine& engine);

}  // namespace nsbinfmt::policy
