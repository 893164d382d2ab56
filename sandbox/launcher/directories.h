#pragma once

#include "sandbox/launcher/memory.h"

namespace nsbinfmt::launcher {

/// The working directory of this process, absolute; "." when it has no absolute name. (A directory that was
/// removed, or that stands outside the root.)
const char* working_directory();

/// What {dir} stands for: policy::GuestCall::directories, where the reason is told. Sorted.
PointerList offered_directories();

/// What {up} and {updir} stand for, in the same order: policy::GuestCall::ancestors.
struct Ancestors {
  PointerList ups;
  PointerList directories;
};
Ancestors ancestors();

/// True when the directory that XDG_CACHE_HOME and HOME in `environment` name for caches can be written, or
/// made. Also true when they name none: engines then do without.
bool cache_is_writable(const char* const* environment);

}  // namespace nsbinfmt::launcher
