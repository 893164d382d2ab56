#pragma once

#include <vector>

#include "policy/raw_rule.h"

namespace nsbinfmt::sandbox {

/// The enabled rules of the binfmt_misc that is mounted outside, newest first; none when none is mounted or
/// it is switched off. To be read before a mount namespace is made: there an untriggered automount can no
/// longer be followed. Throws Error when it is there and cannot be read.
std::vector<policy::RawRule> read_outer_rules();

}  // namespace nsbinfmt::sandbox
