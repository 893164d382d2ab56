#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nsbinfmt::policy {

/// What nsbinfmt is to do.
enum class Action { run, dry_run, explain, list_formats, list_engines, help, version };

enum class BackendChoice { automatic, kernel };

/// --rule TEXT or --rules PATH, in the order given.
struct RuleArgument {
  enum class Kind { rule, path } kind;
  std::string text;
  bool operator==(const RuleArgument&) const = default;
};

/// The command line as a value.
struct Options {
  Action action = Action::run;
  std::vector<RuleArgument> rules;
  bool inherit = true;
  BackendChoice backend = BackendChoice::automatic;
  bool verbose = false;
  std::string explained_file;
  std::vector<std::string> command;
  bool operator==(const Options&) const = default;
};

/// Parses what follows the program's name: `[OPTION...] [--] COMMAND [ARG...]`. Options are long, `--name
/// VALUE` or
/// `--name=VALUE`, never abbreviated; the first other word starts the command. Throws Error.
Options parse_options(std::span<const std::string> words);

}  // namespace nsbinfmt::policy
