#pragma once

#include <string>
#include <vector>

#include "policy/command_template.h"

namespace nsbinfmt::sandbox {

/// What the launcher would find if `file` were executed here and now with `arguments`:
/// sandbox/launcher/directories.cc does the same without a C library, and tests/scenarios holds the two
/// together.
policy::GuestCall look_at_call(const std::string& file, const std::vector<std::string>& arguments);

}  // namespace nsbinfmt::sandbox
