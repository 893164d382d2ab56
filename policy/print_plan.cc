#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "policy/plan.h"
#include "policy/words.h"

namespace nsbinfmt::policy {
namespace {

std::string ids_text(const std::vector<IdExtent>& extents) {
  std::string text;
  for (const IdExtent& extent : extents) {
    if (!text.empty()) text += ", ";
    text += extent.count == 1 ? fmt::format("{} is {} outside", extent.inside, extent.outside)
                              : fmt::format("{} ids from {} are those from {} outside", extent.count,
                                            extent.inside, extent.outside);
  }
  return text;
}

}  // namespace

std::string_view to_text(Backend backend) {
  switch (backend) {
    case Backend::kernel:
      return "kernel (a private binfmt_misc)";
  }
  std::abort();
}

std::string engine_text(const Rule& rule) {
  if (const auto* direct = std::get_if<DirectEngine>(&rule.engine)) return direct->path;
  const auto& launched = std::get<LaunchedEngine>(rule.engine);
  std::string text = to_text(launched.command);
  if (launched.trap_status) text += fmt::format("  [exit status {} becomes SIGABRT]", *launched.trap_status);
  return text;
}

std::string to_text(const Plan& plan) {
  std::string text = fmt::format("backend: {}\n", to_text(plan.backend));
  text += fmt::format("set-up user namespace: user {}; group {}\n", ids_text(plan.setup_ids.users),
                      ids_text(plan.setup_ids.groups));
  text += fmt::format("command's user namespace: user {}; group {}\n", ids_text(plan.final_ids.users),
                      ids_text(plan.final_ids.groups));
  text += plan.rules.empty() ? "rules: none\n" : "rules, the first that matches wins:\n";
  for (auto rule = plan.rules.rbegin(); rule != plan.rules.rend(); ++rule) {
    const bool direct = std::holds_alternative<DirectEngine>(rule->engine);
    const std::string flags = to_text(rule->flags);
    text += fmt::format("  {}: {}\n    {}: {}\n    flags: {}; from: {}\n", rule->name, to_text(rule->matcher),
                        direct ? "interpreter" : "launcher runs", engine_text(*rule),
                        flags.empty() ? "none" : flags, rule->origin);
  }
  for (const std::string& warning : plan.warnings) text += fmt::format("warning: {}\n", warning);
  return text + fmt::format("command: {}\n", join_words(plan.command));
}

}  // namespace nsbinfmt::policy
