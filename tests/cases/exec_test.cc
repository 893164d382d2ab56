#include "tests/cases/suite.h"

namespace nsbinfmt::test {

void add_exec_tests() {
  for (std::span<const Case> table : {matching_cases(), open_error_cases(), chain_cases(), shebang_cases(),
                                      argv_cases(), attribute_cases(), execveat_cases(), namespace_cases()})
    add_case_tests(table);
}

}  // namespace nsbinfmt::test
