#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace nsbinfmt::policy {

/// What the launcher puts in when a guest is executed.
enum class Placeholder {
  file,       ///< the guest's path, as the kernel passes it (a relative one stays relative)
  args,       ///< the guest's arguments, a word each; must be a word of its own
  dash_args,  ///< the same, led by "--" when there are any; must be a word of its own
  argv0,      ///< the guest's argv[0]
  cwd,        ///< the working directory of the executing process, absolute
  dir,        ///< repeats its word once for each of GuestCall::directories
  up,         ///< repeats its word once for each directory above the working directory, as "..", "../..", ...
  updir,      ///< the absolute path of the directory that {up} stands for in the same word
  env,        ///< repeats its word once for each environment variable, as NAME=VALUE, leading VAR=value words
              ///< included
  no_cache,   ///< empty; its word is left out where the user's cache directory can be written
};

using Segment = std::variant<std::string, Placeholder>;

struct TemplateWord {
  std::vector<Segment> segments;
  bool operator==(const TemplateWord&) const = default;
};

struct TemplateAssignment {
  std::string name;
  TemplateWord value;
  bool operator==(const TemplateAssignment&) const = default;
};

/// An engine's command line: `[VAR=value...] PROGRAM [WORD...]`.
/// `{file} {args}` is already appended where the text named no `{file}`.
struct CommandTemplate {
  std::vector<TemplateAssignment> environment;
  std::string program;
  std::vector<TemplateWord> words;
  bool operator==(const CommandTemplate&) const = default;
};

/// A directory above the working directory, by both its names.
struct Ancestor {
  std::string up;         ///< "..", "../..", ...
  std::string directory;  ///< absolute
};

/// One execution of a guest, all that a template can ask for.
struct GuestCall {
  std::string file;
  std::vector<std::string> args;
  std::string argv0;
  std::string cwd;
  /// What an engine that maps directories one by one should be given: the directories of "/" that can be
  /// opened. One whose name is also in the working directory is left out, for wasi-libc drops the leading
  /// slash and "tmp/x" would become
  /// "/tmp/x"; where it holds the working directory, that and what lies between stand for it.
  std::vector<std::string> directories;
  std::vector<Ancestor> ancestors;  ///< the nearest first; those that cannot be opened are left out
  std::vector<std::string> environment;
  /// Tells whether files can be made in a directory, or in the nearest one above it that is there. Unset:
  /// they can.
  std::function<bool(const std::string& directory)> is_writable;
};

/// Parses an engine command line. Braces are doubled to stand for themselves (`{{`, `}}`).
/// Throws Error for an unknown or open placeholder, `{args}` inside a word, or no program.
CommandTemplate parse_command_template(std::string_view text);

/// The canonical text: parse_command_template(to_text(t)) == t.
std::string to_text(const CommandTemplate& command);

/// True when the kernel alone can do it: no environment and exactly `{file} {args}`.
bool is_bare(const CommandTemplate& command);

/// True when `{args}` stands nowhere, so the guest's arguments are dropped.
bool drops_arguments(const CommandTemplate& command);

/// The argv that the engine gets. The launcher does the same with the encoded template; --explain uses this.
std::vector<std::string> expand(const CommandTemplate& command, const GuestCall& call);

}  // namespace nsbinfmt::policy
