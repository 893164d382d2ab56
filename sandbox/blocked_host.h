#pragma once

#include <string>

#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {

/// What on this host most likely refused a user namespace, and the cure; for the hint of an error. Called
/// after a failure: reads the switches in /proc to name the cause, never to decide anything.
std::string user_namespace_hint(Errno error);

/// The same for the id maps of a new user namespace.
std::string id_map_hint(Errno error);

/// The same for a binfmt_misc of one's own, refused inside a user namespace.
std::string private_binfmt_hint(Errno error);

}  // namespace nsbinfmt::sandbox
