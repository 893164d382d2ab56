#pragma once

#include <string>

namespace nsbinfmt::sandbox {

/// The text of --list-formats.
std::string list_formats();

/// The text of --list-engines: each preset, its formats, where its program was found and which version it is.
std::string list_engines();

}  // namespace nsbinfmt::sandbox
