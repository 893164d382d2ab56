#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "policy/error.h"
#include "policy/option_table.h"
#include "policy/options.h"
#include "policy/plan.h"
#include "sandbox/explain.h"
#include "sandbox/launch.h"
#include "sandbox/listings.h"
#include "sandbox/probe.h"
#include "sandbox/rule_sources.h"
#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {
namespace {

void write_out(const std::string& text) {
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!written) throw policy::Error("cannot write to standard output");
}

/// Messages go out whole, in one write; there is nowhere to report that standard error is closed.
void say(const std::string& text) {
  std::string lines;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines += fmt::format("nsbinfmt: {}\n", text.substr(start, end - start));
    start = end + 1;
  }
  std::fputs(lines.c_str(), stderr);
}

policy::Plan plan_for(const policy::Options& options) {
  std::vector<policy::RuleSpec> specs;
  for (const policy::RuleLine& line : read_rule_sources(options)) specs.push_back(policy::parse_rule(line));
  return policy::make_plan(options, specs, probe(specs, options.inherit));
}

void run(const policy::Options& options) {
  switch (options.action) {
    case policy::Action::help:
      return write_out(policy::help_text());
    case policy::Action::version:
      return write_out("nsbinfmt " NSBINFMT_VERSION "\n");
    case policy::Action::list_formats:
      return write_out(list_formats());
    case policy::Action::list_engines:
      return write_out(list_engines());
    case policy::Action::dry_run: {
      const policy::Plan plan = plan_for(options);
      try_private_binfmt(plan);
      return write_out(to_text(plan));
    }
    case policy::Action::explain: {
      const policy::Plan plan = plan_for(options);
      try_private_binfmt(plan);
      return write_out(explain(plan, options.explained_file, options.command));
    }
    case policy::Action::run: {
      const policy::Plan plan = plan_for(options);
      for (const std::string& warning : plan.warnings) say("warning: " + warning);
      if (options.verbose) say(to_text(plan));
      launch(plan);
    }
  }
}

int run_or_explain_why_not(std::span<char*> words) {
  try {
    run(policy::parse_options(std::vector<std::string>(words.begin(), words.end())));
    return 0;
  } catch (const policy::Error& error) {
    say(error.message());
    if (!error.hint().empty()) say("hint: " + error.hint());
    return static_cast<int>(error.exit());
  }
}

}  // namespace
}  // namespace nsbinfmt::sandbox

int main(int argc, char** argv) {
  const std::span<char*> words(argv, static_cast<std::size_t>(argc));
  return nsbinfmt::sandbox::run_or_explain_why_not(words.subspan(words.empty() ? 0 : 1));
}
