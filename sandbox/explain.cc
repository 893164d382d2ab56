#include "sandbox/explain.h"

#include <fmt/core.h>

#include "policy/error.h"
#include "policy/exec_chain.h"
#include "policy/words.h"
#include "sandbox/find_program.h"
#include "sandbox/guest_call.h"

namespace nsbinfmt::sandbox {
namespace {

std::string describe(const policy::ExecStep& step) {
  if (step.rule == nullptr)
    return fmt::format("{}: its #! line gives\n    {}\n", step.matched, policy::join_words(step.argv));
  const bool direct = std::holds_alternative<policy::DirectEngine>(step.rule->engine);
  return fmt::format("{}: rule '{}' ({}), from {}; {} gives\n    {}\n", step.matched, step.rule->name,
                     to_text(step.rule->matcher), step.rule->origin, direct ? "the kernel" : "the launcher",
                     policy::join_words(step.argv));
}

}  // namespace

std::string explain(const policy::Plan& plan, const std::string& file,
                    const std::vector<std::string>& arguments) {
  if (!read_program(file)) {
    const bool is_name = !file.empty() && file.find('/') == std::string::npos;
    const auto found = find_program(is_name ? "./" + file : file);
    const auto* missing = std::get_if<NotFound>(&found);
    throw policy::Error(fmt::format("cannot explain '{}': {}", file,
                                    missing != nullptr ? missing->why : "it cannot be read"));
  }
  const policy::ExecOutcome outcome =
      policy::follow_exec(plan.rules, read_program, look_at_call(file, arguments));
  std::string text = fmt::format("backend: {}\n", to_text(plan.backend));
  for (const policy::ExecStep& step : outcome.steps) text += describe(step);
  const bool is_known = outcome.unread.empty();
  if (!is_known)
    text += fmt::format("'{}' cannot be read: whether the magic of a rule matches it is not known\n",
                        outcome.unread);
  if (!outcome.error.empty())
    return text + fmt::format("execve would fail: {} on '{}'{}\n", outcome.error, outcome.culprit,
                              outcome.steps.empty()
                                  ? ": no rule matches, and it is neither an ELF program nor a #! script"
                                  : "");
  if (outcome.steps.empty())
    return text + fmt::format("{}: no rule matches; the kernel starts it as it is\n", file);
  return text + fmt::format("{} is started\n", outcome.program);
}

}  // namespace nsbinfmt::sandbox
