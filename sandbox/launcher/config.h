#pragma once

#include "policy/launcher_format.h"

namespace nsbinfmt::launcher {

/// Filled in by launcher_files.cc when a rule is registered: it looks for the marker.
struct Config {
  char marker[32];
  char bytes[policy::launcher_capacity];
};

extern "C" const Config launcher_carries;

}  // namespace nsbinfmt::launcher
