#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "policy/program.h"
#include "policy/raw_rule.h"

namespace nsbinfmt::policy {

/// One line of /proc/PID/uid_map or gid_map (user_namespaces(7)).
struct IdExtent {
  std::uint32_t inside;
  std::uint32_t outside;
  std::uint32_t count;
  bool operator==(const IdExtent&) const = default;
};

/// Who runs nsbinfmt.
struct Identity {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  bool may_map_others = false;    ///< has CAP_SETUID and CAP_SETGID in its user namespace
  std::vector<IdExtent> uid_map;  ///< of its user namespace
  std::vector<IdExtent> gid_map;
  bool operator==(const Identity&) const = default;
};

/// One program name that would do for an engine, and whose preset it is ("" for none).
struct EngineCandidate {
  std::string preset;
  std::string program;           ///< a name for PATH, or a path when it has a slash
  std::string version_argument;  ///< to be asked for its version; empty: its version does not matter
  bool operator==(const EngineCandidate&) const = default;
};

/// The first candidate that is there serves.
struct EngineRequest {
  std::vector<EngineCandidate> candidates;
  bool operator==(const EngineRequest&) const = default;
};

struct FoundEngine {
  EngineCandidate candidate;
  std::string path;            ///< absolute
  std::string version_output;  ///< what it printed when asked
};

/// Why no candidate serves, for people: "not found on PATH", "'./x' is a directory".
struct MissingEngine {
  std::string why;
};

using EngineAnswer = std::variant<FoundEngine, MissingEngine>;

/// What probe() found out, all that make_plan() goes by.
struct HostFacts {
  Identity identity;
  std::vector<EngineAnswer> engines;  ///< one for each EngineRequest
  std::map<std::string, Program>
      programs;  ///< engines, raw rules' interpreters and what their `#!` lines name, by path
  std::vector<RawRule> outer_rules;  ///< enabled rules in force outside, newest first
};

}  // namespace nsbinfmt::policy
