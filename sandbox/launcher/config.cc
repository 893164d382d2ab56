#include "sandbox/launcher/config.h"

namespace nsbinfmt::launcher {

// In a file of its own, so that no compiler takes the bytes for what they are now; constant, so that the
// launcher is one read-only segment.
const Config launcher_carries = {"nsbinfmt launcher config 1", {}};

}  // namespace nsbinfmt::launcher
