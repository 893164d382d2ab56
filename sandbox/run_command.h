#pragma once

#include <string>
#include <vector>

namespace nsbinfmt::sandbox {

/// Becomes `command`, its first word looked up on PATH, with the caller's environment, as execvp(3) does: a
/// file that the kernel does not know and that looks like text is run by /bin/sh. Unlike there, a binary that
/// no rule matches is not. Throws Error, with exit status 127 when there is no such command and 126 when it
/// cannot be executed.
[[noreturn]] void run_command(const std::vector<std::string>& command);

}  // namespace nsbinfmt::sandbox
