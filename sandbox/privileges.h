#pragma once

namespace nsbinfmt::sandbox {

/// Gives up every capability for good: none is left in any set, the bounding set included, and no exec gives
/// one back (no_new_privs). Throws Error.
void drop_privileges();

/// True when this process has CAP_SETUID and CAP_SETGID in its user namespace.
bool may_set_ids();

}  // namespace nsbinfmt::sandbox
