#pragma once

#include "policy/plan.h"

namespace nsbinfmt::sandbox {

/// Carries the plan out and becomes the command, in this very process. Returns never: throws Error when it
/// cannot.
[[noreturn]] void launch(const policy::Plan& plan);

/// Tries in a throw-away child whether launch() could set a private binfmt_misc up; throws the Error it would
/// throw.
void try_private_binfmt(const policy::Plan& plan);

}  // namespace nsbinfmt::sandbox
