#pragma once

#include <functional>
#include <span>
#include <string>

#include "tests/cases/case.h"

namespace nsbinfmt::test {

// Adds a Catch2 test that is known only at run time. To be called before the session starts.
void add_test(const std::string& name, const std::string& tags, std::function<void()> body);

// For each case: one test that the bare kernel says what is expected, one per backend that it says the same.
void add_case_tests(std::span<const Case> cases);

// Called by main once the requirements are met; tags [exec], [registration], [instance], [isolation].
void add_exec_tests();          // exec_test.cc
void add_registration_tests();  // registration_test.cc
void add_instance_tests();      // instance_test.cc
void add_isolation_tests();     // isolation_test.cc

// Inside a test: it counts as skipped, and the reason is printed; where skipping is forbidden (see
// requirement.h) it fails. The caller returns at once.
void skip_test(const std::string& reason);

}  // namespace nsbinfmt::test
