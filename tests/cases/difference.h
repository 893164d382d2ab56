#pragma once

#include <string>

namespace nsbinfmt::test {

enum class DifferenceKind {
  refused_by_design,  // nsbinfmt refuses rules that would fail at every exec
  same_or_refused,    // either is right
  other_text,
};

// Where a backend is meant to differ from the bare kernel. Asserted like everything else: a difference that
// went away fails.
struct Difference {
  std::string case_name;
  std::string backend;  // "*" for all
  DifferenceKind kind = DifferenceKind::refused_by_design;
  std::string text;  // of other_text
  std::string reason;
};

const Difference* find_difference(const std::string& case_name, const std::string& backend);

// Fails the run when a row names no case.
bool differences_name_cases(std::string& unknown);

}  // namespace nsbinfmt::test
