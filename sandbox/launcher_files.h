#pragma once

#include <string>

#include "policy/rule.h"
#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {

/// The launchers of one sandbox, as files of a small file system of their own that is attached nowhere:
/// invisible inside, kept by the kernel for as long as the rules that were registered with them (flag F).
/// Unlike a memfd it asks nobody's leave to be executable (vm.memfd_noexec).
class LauncherFiles {
 public:
  /// Needs CAP_SYS_ADMIN in the user namespace that owns the mount namespace. Throws Error.
  LauncherFiles();

  /// Writes the launcher of a rule; its path, to be registered with flag F while this object lives.
  std::string add(const policy::Rule& rule, const policy::LaunchedEngine& engine);

 private:
  Fd directory_;
  unsigned count_ = 0;
};

}  // namespace nsbinfmt::sandbox
