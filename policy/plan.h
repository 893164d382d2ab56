#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/host_facts.h"
#include "policy/options.h"
#include "policy/rule.h"
#include "policy/rule_spec.h"

namespace nsbinfmt::policy {

/// The ids of one user namespace.
struct IdMaps {
  std::vector<IdExtent> users;
  std::vector<IdExtent> groups;
  bool operator==(const IdMaps&) const = default;
};

/// What puts the rules in force.
enum class Backend { kernel };

/// "kernel (a private binfmt_misc)".
std::string_view to_text(Backend backend);

/// All that launch() does, decided.
struct Plan {
  Backend backend = Backend::kernel;
  std::vector<Rule> rules;  ///< in the order of registration: the last one that matches wins
  IdMaps setup_ids;         ///< of the namespace that owns the private binfmt_misc: must hold uid 0 and gid 0
  IdMaps final_ids;         ///< of the namespace that the command runs in: as outside
  std::vector<std::string> command;
  std::vector<std::string> warnings;
  bool operator==(const Plan&) const = default;
};

/// Which engines the rules need, one request for each part of each FORMAT rule, in order.
std::vector<EngineRequest> engine_requests(std::span<const RuleSpec> specs);

/// Holds the rules against what the host has. Throws Error for an engine that is missing or too old and for
/// rules that would fail at every exec. Doubtful things become warnings.
Plan make_plan(const Options& options, std::span<const RuleSpec> specs, const HostFacts& facts);

/// The plan for people, as --dry-run prints it.
std::string to_text(const Plan& plan);

/// The engine of a rule for people: a path, or a command line.
std::string engine_text(const Rule& rule);

}  // namespace nsbinfmt::policy
