#pragma once

#include <span>

#include "policy/host_facts.h"
#include "policy/rule_spec.h"

namespace nsbinfmt::sandbox {

/// Finds out all that make_plan() needs. Changes nothing. Throws Error when something that must be readable
/// is not.
policy::HostFacts probe(std::span<const policy::RuleSpec> specs, bool read_outer);

/// The first candidate that is installed, asked for its version where that matters.
policy::EngineAnswer find_engine(const policy::EngineRequest& request);

}  // namespace nsbinfmt::sandbox
