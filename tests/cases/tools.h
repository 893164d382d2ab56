#pragma once

#include <string>

namespace nsbinfmt::test {

std::string probe_program();     // this build's probe_interpreter
std::string action_program();    // this build's exec_action
std::string nsbinfmt_program();  // $NSBINFMT; empty when unset

}  // namespace nsbinfmt::test
