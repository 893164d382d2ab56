#pragma once

#include <string>

namespace nsbinfmt::sandbox {

/// What `program argument` prints, on either stream, with nothing on its standard input; "" when it cannot be
/// started. The child dies with us.
std::string ask_version(const std::string& program, const std::string& argument);

}  // namespace nsbinfmt::sandbox
