#include "sandbox/probe.h"

#include <cinttypes>
#include <cstdio>

#include "policy/exec_chain.h"
#include "policy/launcher_path.h"
#include "policy/plan.h"
#include "sandbox/ask_version.h"
#include "sandbox/find_program.h"
#include "sandbox/outer_rules.h"
#include "sandbox/privileges.h"
#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {
namespace {

using policy::HostFacts;

std::vector<policy::IdExtent> read_id_map(const std::string& path) {
  const auto [text, error] = sys::read_file(path);
  if (error) sys_error(error, "nsbinfmt needs /proc mounted", "read {}", path);
  std::vector<policy::IdExtent> extents;
  // No stream: with it comes the set-up of its locale, at every start.
  const char* rest = text.c_str();
  policy::IdExtent extent{};
  for (int used = 0; std::sscanf(rest, "%" SCNu32 " %" SCNu32 " %" SCNu32 "%n", &extent.inside,
                                 &extent.outside, &extent.count, &used) == 3;
       rest += used)
    extents.push_back(extent);
  return extents;
}

policy::Identity read_identity() {
  return {.uid = sys::effective_uid(),
          .gid = sys::effective_gid(),
          .may_map_others = may_set_ids(),
          .uid_map = read_id_map("/proc/self/uid_map"),
          .gid_map = read_id_map("/proc/self/gid_map")};
}

/// A program and, for a script, what its `#!` line names, as far as the kernel would follow.
void add_program(HostFacts& facts, std::string path) {
  for (unsigned depth = 0; depth <= policy::max_rewrites && !facts.programs.contains(path); ++depth) {
    const auto program = read_program(path);
    if (!program) return;
    facts.programs.emplace(path, *program);
    const auto shebang = policy::parse_shebang(program->head);
    if (!shebang) return;
    path = shebang->interpreter;
  }
}

}  // namespace

policy::EngineAnswer find_engine(const policy::EngineRequest& request) {
  std::string why = "there is none";
  for (const policy::EngineCandidate& candidate : request.candidates) {
    const auto found = find_program(candidate.program);
    if (const auto* missing = std::get_if<NotFound>(&found)) {
      why = missing->why;
      continue;
    }
    const std::string& path = std::get<std::string>(found);
    const std::string version =
        candidate.version_argument.empty() ? "" : ask_version(path, candidate.version_argument);
    return policy::FoundEngine{.candidate = candidate, .path = path, .version_output = version};
  }
  return policy::MissingEngine{.why = why};
}

HostFacts probe(std::span<const policy::RuleSpec> specs, bool read_outer) {
  HostFacts facts;
  facts.identity = read_identity();
  for (const policy::EngineRequest& request : policy::engine_requests(specs)) {
    facts.engines.push_back(find_engine(request));
    if (const auto* found = std::get_if<policy::FoundEngine>(&facts.engines.back()))
      add_program(facts, found->path);
  }
  for (const policy::RuleSpec& spec : specs)
    if (const auto* raw = std::get_if<policy::RawRule>(&spec.rule)) add_program(facts, raw->interpreter);
  if (!read_outer) return facts;
  facts.outer_rules = read_outer_rules();
  for (const policy::RawRule& rule : facts.outer_rules) {
    const auto launcher = policy::launcher_engine(rule.interpreter);
    add_program(facts, launcher ? launcher->command.program : rule.interpreter);
  }
  return facts;
}

}  // namespace nsbinfmt::sandbox
