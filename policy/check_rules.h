#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "policy/program.h"
#include "policy/rule.h"

namespace nsbinfmt::policy {

/// Refuses rules that the kernel would register and that would then fail at every exec: one that catches its
/// own engine, O or C with an engine that is a script or a guest itself, F with an interpreter that is not
/// there. Rules that work only in some places (F with a dynamic program, an interpreter that is missing)
/// become warnings. `programs` holds the engines and what their `#!` lines name, by path. Throws Error.
void check_rules(std::span<const Rule> rules, const std::map<std::string, Program>& programs,
                 std::vector<std::string>& warnings);

}  // namespace nsbinfmt::policy
