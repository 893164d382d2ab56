#include "policy/inherited_rules.h"

#include <fmt/core.h>

#include <utility>

#include "policy/launcher_path.h"

namespace nsbinfmt::policy {
namespace {

std::optional<Rule> inherited_rule(const RawRule& outer, const HostFacts& facts,
                                   std::vector<std::string>& warnings) {
  Rule rule{.name = outer.name,
            .matcher = outer.matcher,
            .engine = DirectEngine{.path = outer.interpreter},
            .flags = outer.flags,
            .origin = std::string(inherited_origin)};
  if (is_launcher(outer.interpreter)) {
    const auto engine = launcher_engine(outer.interpreter);
    if (!engine) {
      warnings.push_back(
          fmt::format("rule '{}' of the nsbinfmt outside is not in force here: its command is too long, or "
                      "too new, to be handed on",
                      outer.name));
      return std::nullopt;
    }
    rule.engine = *engine;
    return rule;
  }
  if (outer.flags.fix_binary && !facts.programs.contains(outer.interpreter)) {
    warnings.push_back(fmt::format(
        "rule '{}' in force outside is not in force here: its interpreter '{}' was opened (F) elsewhere and "
        "cannot be found here",
        outer.name, outer.interpreter));
    return std::nullopt;
  }
  return rule;
}

}  // namespace

std::vector<Rule> inherited_rules(const HostFacts& facts, std::vector<std::string>& warnings) {
  std::vector<Rule> rules;
  for (auto outer = facts.outer_rules.rbegin(); outer != facts.outer_rules.rend(); ++outer)
    if (auto rule = inherited_rule(*outer, facts, warnings)) rules.push_back(std::move(*rule));
  return rules;
}

}  // namespace nsbinfmt::policy
