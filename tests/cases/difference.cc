#include "tests/cases/difference.h"

#include <algorithm>
#include <vector>

#include "tests/cases/case.h"

namespace nsbinfmt::test {
namespace {

using enum DifferenceKind;

const std::vector<Difference>& differences() {
  static const std::vector<Difference> table = {
      {"a rule on ELF matches its own interpreter", "*", refused_by_design, "", "native architecture"},
      {"an all-zero mask matches everything", "*", refused_by_design, "", "matches its own interpreter"},
      {"an interpreter that its own rule matches", "*", refused_by_design, "", "matches its own interpreter"},
      {"interpreters that are no programs", "*", refused_by_design, "", "fails at every exec"},
      {"six rewrites end in ELOOP even where nothing would run", "*", refused_by_design, "",
       "the two rules run in a circle"},
      {"six rules in a row are one too many", "*", refused_by_design, "", "the first fails at every exec"},
      {"O or C and a script interpreter", "*", refused_by_design, "", "fails at every exec"},
      {"O, C and an interpreter that another rule matches", "*", same_or_refused, "", "fails at every exec"},
  };
  return table;
}

}  // namespace

const Difference* find_difference(const std::string& case_name, const std::string& backend) {
  const auto found = std::ranges::find_if(differences(), [&](const Difference& row) {
    return row.case_name == case_name && (row.backend == "*" || row.backend == backend);
  });
  return found == differences().end() ? nullptr : &*found;
}

bool differences_name_cases(std::string& unknown) {
  const std::vector<std::span<const Case>> tables = {matching_cases(), open_error_cases(), chain_cases(),
                                                     shebang_cases(),  argv_cases(),       attribute_cases(),
                                                     execveat_cases(), namespace_cases()};
  for (const Difference& row : differences()) {
    const bool known = std::ranges::any_of(tables, [&](std::span<const Case> table) {
      return std::ranges::any_of(table, [&](const Case& one) { return one.name == row.case_name; });
    });
    if (known) continue;
    unknown = row.case_name;
    return false;
  }
  return true;
}

}  // namespace nsbinfmt::test
