#pragma once

#include <string>

namespace nsbinfmt::test {

// As root, becomes the user $NSBINFMT_TEST_USER and says so; "" or why it cannot.
std::string drop_root();

// "" when this host can run the suite, else what is missing. Without the kernel backend among the tested ones
// the suite runs on kernels that have no oracle: then the facts' own values are compared with.
std::string missing_requirement();

// "" where a private binfmt_misc can be had, else why not.
const std::string& missing_oracle();

bool has_execve_check();

// CI=true or NSBINFMT_MUST_RUN=1: what is missing is a failure, not a skip.
bool must_run();

}  // namespace nsbinfmt::test
