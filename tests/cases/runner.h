#pragma once

#include <string>
#include <vector>

#include "tests/cases/backend.h"
#include "tests/cases/case.h"
#include "tests/cases/child.h"
#include "tests/cases/world.h"

namespace nsbinfmt::test {

// What one backend made of a case: what the action printed and how it ended, $W for the world, and, apart,
// what was said on standard error (nsbinfmt's messages).
struct Transcript {
  std::string text;
  std::string messages;
};

Transcript run_case(const Case& one, const Backend& backend);

// Starts argv under nsbinfmt with raw rules in a child of its own.
Outcome run_nsbinfmt(const std::vector<std::string>& options, const std::vector<std::string>& rules,
                     const std::vector<std::string>& argv, const std::vector<std::string>& environment = {});

std::vector<std::string> nsbinfmt_argv(const std::vector<std::string>& options,
                                       const std::vector<std::string>& rules,
                                       const std::vector<std::string>& argv);

// How a refusal by nsbinfmt reads: status 125, nothing run, a message.
bool is_refusal(const Outcome& outcome);

}  // namespace nsbinfmt::test
