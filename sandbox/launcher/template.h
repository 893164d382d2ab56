#pragma once

#include "sandbox/launcher/memory.h"

namespace nsbinfmt::launcher {

/// One execution of a guest.
struct Call {
  const char* file;
  const char* argv0;
  const char* const* args;
  const char* const* environment;  ///< the engine's
};

/// The encoded words of policy/launcher_format.h, from `carried` on, filled in and added to `words`; what
/// follows their list. policy::expand() is the same for --explain.
const char* fill_words(const char* carried, const Call& call, PointerList& words);

/// The encoded VAR=value settings from `carried` on, filled in and set in `environment`; what follows their
/// list.
const char* fill_settings(const char* carried, const Call& call, PointerList& environment);

}  // namespace nsbinfmt::launcher
