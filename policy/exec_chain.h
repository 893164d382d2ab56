#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "policy/program.h"
#include "policy/rule.h"

namespace nsbinfmt::policy {

/// How many times one execve may be rewritten, rules and `#!` counted together (exec_binprm in fs/exec.c).
inline constexpr unsigned max_rewrites = 5;

/// Gives a program by the path in an execve, relative to the caller; nothing when it cannot be executed.
using ReadProgram = std::function<std::optional<Program>(const std::string& path)>;

struct ExecStep {
  const Rule* rule;               ///< the rule that matched; nullptr for a `#!` line
  std::string matched;            ///< the file it matched
  std::vector<std::string> argv;  ///< the argv after this step
};

/// How one execve would end.
struct ExecOutcome {
  std::vector<ExecStep> steps;
  std::string program;            ///< the program that is started at last
  std::vector<std::string> argv;  ///< what it gets
  std::string error;              ///< why it is not started, as the kernel's errno name; empty when it is
  std::string culprit;            ///< the file that the error is about
  std::string unread;  ///< a file on the way that can be executed but not read, so that nothing matches it
};

/// Follows `call.file` with argv `call.argv0, call.args...` through `rules` (oldest first, as registered),
/// `#!` lines and launchers, as the kernel and our launcher would. Templates are filled in from `call`.
/// `rewrites_before` is how often this execve has been rewritten when it comes to `call.file`.
ExecOutcome follow_exec(std::span<const Rule> rules, const ReadProgram& read, const GuestCall& call,
                        unsigned rewrites_before = 0);

}  // namespace nsbinfmt::policy
