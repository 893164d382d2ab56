#pragma once

#include "sandbox/launcher/memory.h"

namespace nsbinfmt::launcher {

/// The directories of "/" that can be opened, as "/NAME", sorted. Others are left out: an engine that is told
/// to map one of those refuses to start.
PointerList top_directories();

}  // namespace nsbinfmt::launcher
