#pragma once

#include "policy/plan.h"

namespace nsbinfmt::sandbox {

/// Moves this process into a new user namespace with these ids, and into the other namespaces of `more_flags`
/// (CLONE_NEW*), owned by it. The process keeps its pid, and has all capabilities there. Throws Error. Where
/// the maps hold more than the caller's own id, a short-lived child in the namespace left behind writes them:
/// only there are CAP_SETUID and CAP_SETGID (user_namespaces(7)).
void enter_user_namespace(const policy::IdMaps& ids, int more_flags);

}  // namespace nsbinfmt::sandbox
