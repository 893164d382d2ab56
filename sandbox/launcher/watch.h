#pragma once

namespace nsbinfmt::launcher {

/// Forks. The child returns and becomes the engine; the parent waits for it, hands on signals and stops with
/// it, and ends as it did, except that the exit status `trap_status` becomes death by SIGABRT.
void watch_in_child(int trap_status);

}  // namespace nsbinfmt::launcher
