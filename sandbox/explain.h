#pragma once

#include <string>
#include <vector>

#include "policy/plan.h"

namespace nsbinfmt::sandbox {

/// The text of --explain: what would become of executing `file` with `arguments` under the plan's rules.
/// Throws Error when the file cannot be executed at all.
std::string explain(const policy::Plan& plan, const std::string& file,
                    const std::vector<std::string>& arguments);

}  // namespace nsbinfmt::sandbox
