#include "tests/cases/requirement.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "tests/cases/backend.h"
#include "tests/cases/child.h"
#include "tests/cases/private_instance.h"
#include "tests/cases/tools.h"

namespace nsbinfmt::test {

std::string drop_root() {
  if (geteuid() != 0) return "";
  const char* name = std::getenv("NSBINFMT_TEST_USER");
  if (name == nullptr || *name == '\0') return "started as root: set NSBINFMT_TEST_USER to a plain account";
  // A number will do where there is no passwd file.
  const auto number = static_cast<uid_t>(std::strtoul(name, nullptr, 10));
  const passwd* account = number != 0 ? nullptr : getpwnam(name);
  const uid_t user = account != nullptr ? account->pw_uid : number;
  const gid_t group = account != nullptr ? account->pw_gid : number;
  if (user == 0) return std::string("no plain account ") + name;
  if (setgroups(1, &group) != 0 || setgid(group) != 0 || setuid(user) != 0)
    return std::string("cannot become ") + name + ": " + std::strerror(errno);
  // A changed uid leaves /proc/self owned by root, and so the id maps unwritable.
  prctl(PR_SET_DUMPABLE, 1);
  std::printf("started as root, running as %s (uid %u)\n", name, static_cast<unsigned>(geteuid()));
  return "";
}

std::string missing_requirement() {
  if (nsbinfmt_program().empty()) return "NSBINFMT does not name the nsbinfmt to test";
  if (access(nsbinfmt_program().c_str(), X_OK) != 0) return "cannot execute " + nsbinfmt_program();
  if (access(action_program().c_str(), X_OK) != 0) return "cannot execute " + action_program();
  const bool kernel_is_tested =
      std::ranges::any_of(tested_backends(), [](const Backend& backend) { return backend.name == "kernel"; });
  return kernel_is_tested ? missing_oracle() : "";
}

const std::string& missing_oracle() {
  static const std::string missing = [] {
    const Outcome outcome = run_in_child([] {
      const unsigned uid = geteuid();
      const unsigned gid = getegid();
      enter_set_up_namespace();
      attach_instance(make_instance(), binfmt_directory);
      enter_final_namespace(uid, gid);
      return 0;
    });
    return outcome.wait_status == 0
               ? std::string()
               : "no private binfmt_misc here (needs Linux 6.7 and user namespaces): " + outcome.out;
  }();
  return missing;
}

bool has_execve_check() {
  const Outcome outcome = run_in_child([] {
    syscall(SYS_execveat, AT_FDCWD, "/proc/self/exe", nullptr, nullptr, 0x10000);
    return errno == EINVAL ? 1 : 0;
  });
  return outcome.wait_status == 0;
}

bool must_run() {
  const auto is = [](const char* name, std::string_view value) {
    const char* found = std::getenv(name);
    return found != nullptr && value == found;
  };
  return is("CI", "true") || is("NSBINFMT_MUST_RUN", "1");
}

}  // namespace nsbinfmt::test
