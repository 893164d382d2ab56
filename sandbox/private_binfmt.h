#pragma once

#include <span>

#include "policy/rule.h"

namespace nsbinfmt::sandbox {

/// Where a private binfmt_misc is attached, and where the rules in force outside are read.
inline constexpr const char* binfmt_directory = "/proc/sys/fs/binfmt_misc";

/// Makes a binfmt_misc for the user namespace that this process is in, registers the rules in order and
/// attaches it, read-only, at binfmt_directory, where it stays as long as the mount namespace does. Needs
/// CAP_SYS_ADMIN in the user namespace and in the one that owns the mount namespace, and uid and gid 0
/// mapped. Throws Error.
void set_up_private_binfmt(std::span<const policy::Rule> rules);

}  // namespace nsbinfmt::sandbox
