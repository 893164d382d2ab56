#pragma once

#include <map>
#include <string>
#include <vector>

#include "policy/plan.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {

struct Installed {
  std::string path;
  policy::Linkage linkage = policy::Linkage::dynamic_elf;
  std::string version_output = {};
};

/// A host with these programs, by the name that they are looked up with, as probe() would see it.
struct Host {
  std::map<std::string, Installed> installed;
  std::vector<policy::RawRule> outer_rules;
  policy::Identity identity = {.uid = 1000,
                               .gid = 100,
                               .may_map_others = false,
                               .uid_map = {{.inside = 0, .outside = 0, .count = 4294967295U}},
                               .gid_map = {{.inside = 0, .outside = 0, .count = 4294967295U}}};
  bool inherit = true;

  policy::EngineAnswer find(const policy::EngineRequest& request) const {
    for (const policy::EngineCandidate& candidate : request.candidates) {
      const auto program = installed.find(candidate.program);
      if (program == installed.end()) continue;
      return policy::FoundEngine{
          .candidate = candidate,
          .path = program->second.path,
          .version_output = candidate.version_argument.empty() ? "" : program->second.version_output};
    }
    return policy::MissingEngine{.why = "not found on PATH"};
  }

  policy::HostFacts facts(const std::vector<policy::RuleSpec>& specs) const {
    policy::HostFacts facts{.identity = identity, .engines = {}, .programs = {}, .outer_rules = outer_rules};
    for (const policy::EngineRequest& request : policy::engine_requests(specs))
      facts.engines.push_back(find(request));
    for (const auto& [name, program] : installed)
      facts.programs[program.path] = program.linkage == policy::Linkage::script
                                         ? script_program(program.path, "/bin/sh")
                                         : native_program(program.path, program.linkage);
    facts.programs["/bin/sh"] = native_program("/bin/sh", policy::Linkage::dynamic_elf);
    return facts;
  }

  policy::Plan plan(const std::vector<std::string>& rules) const {
    std::vector<policy::RuleSpec> specs;
    for (const std::string& rule : rules)
      specs.push_back(policy::parse_rule({.text = rule, .origin = "--rule " + rule}));
    policy::Options options;
    options.inherit = inherit;
    options.command = {"make", "a b"};
    return policy::make_plan(options, specs, facts(specs));
  }

  std::string refusal(const std::vector<std::string>& rules) const {
    return error_of([&] { plan(rules); });
  }
};

}  // namespace nsbinfmt::test
