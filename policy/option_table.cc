#include "policy/option_table.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "policy/error.h"

namespace nsbinfmt::policy {
namespace {

using Kind = RuleArgument::Kind;

void set_backend(Options& options, const std::string& name) {
  if (name == "auto") {
    options.backend = BackendChoice::automatic;
  } else if (name == "kernel") {
    options.backend = BackendChoice::kernel;
  } else {
    throw Error(fmt::format("unknown backend '{}'", name), "the backends are auto and kernel");
  }
}

constexpr std::array rows = {
    OptionRow{.name = "rule",
              .value = "RULE",
              .group = OptionGroup::rules,
              .summary = "FORMAT=ENGINE, FORMAT alone (the best engine installed), or a raw binfmt_misc line",
              .completion = Completion::rule,
              .apply = [](Options& o,
                          const std::string& v) { o.rules.push_back({.kind = Kind::rule, .text = v}); }},
    OptionRow{.name = "rules",
              .value = "PATH",
              .group = OptionGroup::rules,
              .summary = "rules from a binfmt.d(5) file, or from the *.conf files of a directory",
              .completion = Completion::path,
              .apply = [](Options& o,
                          const std::string& v) { o.rules.push_back({.kind = Kind::path, .text = v}); }},
    OptionRow{.name = "no-inherit",
              .value = "",
              .group = OptionGroup::rules,
              .summary = "leave out the rules that are in force outside",
              .completion = Completion::nothing,
              .apply = [](Options& o, const std::string&) { o.inherit = false; }},
    OptionRow{.name = "backend",
              .value = "NAME",
              .group = OptionGroup::rules,
              .summary = "auto or kernel (a private binfmt_misc, Linux 6.7)",
              .completion = Completion::backend,
              .apply = set_backend},
    OptionRow{.name = "explain",
              .value = "FILE",
              .group = OptionGroup::looking,
              .summary = "say which rule FILE matches and the exact argv it would run as, with the words "
                         "that follow as its arguments",
              .completion = Completion::path,
              .apply =
                  [](Options& o, const std::string& v) {
                    o.action = Action::explain;
                    o.explained_file = v;
                  }},
    OptionRow{.name = "dry-run",
              .value = "",
              .group = OptionGroup::looking,
              .summary = "print the whole plan and run nothing",
              .completion = Completion::nothing,
              .apply = [](Options& o, const std::string&) { o.action = Action::dry_run; }},
    OptionRow{.name = "verbose",
              .value = "",
              .group = OptionGroup::looking,
              .summary = "say on standard error what is done",
              .completion = Completion::nothing,
              .apply = [](Options& o, const std::string&) { o.verbose = true; }},
    OptionRow{.name = "list-formats",
              .value = "",
              .group = OptionGroup::looking,
              .summary = "list the formats that have a name",
              .completion = Completion::nothing,
              .apply = [](Options& o, const std::string&) { o.action = Action::list_formats; }},
    OptionRow{.name = "list-engines",
              .value = "",
              .group = OptionGroup::looking,
              .summary = "list the engine presets, where each was found and its version",
              .completion = Completion::nothing,
              .apply = [](Options& o, const std::string&) { o.action = Action::list_engines; }},
    OptionRow{.name = "help",
              .value = "",
              .group = OptionGroup::looking,
              .summary = "print this text",
              .completion = Completion::nothing,
              .apply = [](Options& o, const std::string&) { o.action = Action::help; }},
    OptionRow{.name = "version",
              .value = "",
              .group = OptionGroup::looking,
              .summary = "print the version",
              .completion = Completion::nothing,
              .apply = [](Options& o, const std::string&) { o.action = Action::version; }},
};

constexpr bool names_are_distinct() {
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = i + 1; j < rows.size(); ++j)
      if (rows[i].name == rows[j].name) return false;
  return true;
}
static_assert(names_are_distinct());
static_assert(std::ranges::all_of(rows, [](const OptionRow& row) {
  return !row.name.empty() && !row.summary.empty();
}));

std::string_view title(OptionGroup group) {
  switch (group) {
    case OptionGroup::rules:
      return "Rules";
    case OptionGroup::looking:
      return "Looking";
  }
  std::abort();
}

constexpr std::size_t text_column = 18;
constexpr std::size_t line_width = 80;

/// `text` in lines of at most line_width, the following ones indented to text_column.
std::string wrapped(std::string_view text) {
  std::string lines;
  std::size_t column = text_column;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (column + 1 + word.size() > line_width) {
      lines += fmt::format("\n{:{}}", "", text_column);
      column = text_column;
    } else if (column > text_column) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += word.size();
  }
  return lines;
}

}  // namespace

std::span<const OptionRow> option_table() { return rows; }

std::string help_text() {
  std::string text =
      "usage: nsbinfmt [OPTION...] [--] COMMAND [ARG...]\n"
      "Run COMMAND; in it and in all its children, foreign binaries run as if native.\n";
  const OptionRow* previous = nullptr;
  for (const OptionRow& row : rows) {
    if (previous == nullptr || previous->group != row.group) text += fmt::format("\n{}:\n", title(row.group));
    previous = &row;
    const std::string head = fmt::format("  --{}{}{}", row.name, row.value.empty() ? "" : " ", row.value);
    if (head.size() + 1 > text_column) {
      text += fmt::format("{}\n{:{}}{}\n", head, "", text_column, wrapped(row.summary));
    } else {
      text += fmt::format("{:<{}}{}\n", head, text_column, wrapped(row.summary));
    }
  }
  text +=
      "\n"
      "RULE is FORMAT[,OPTION...][=ENGINE] or :name:M:offset:magic:mask:path:flags\n"
      "  FORMAT  a name of --list-formats, .EXTENSION, or magic:HEX[/MASK][@OFFSET]\n"
      "  OPTION  name:NAME, flags:LETTERS (of P O C F), trap or trap:STATUS (that exit\n"
      "          status of the engine becomes SIGABRT)\n"
      "  ENGINE  a name of --list-engines, NAME@PROGRAM, or a command line, with {file}\n"
      "          {args} {argv0} {cwd} and leading VAR=value words\n"
      "\n"
      "Exit status: 125 nsbinfmt failed, 126 COMMAND cannot be executed, 127 COMMAND\n"
      "was not found, otherwise COMMAND's own.\n";
  return text;
}

}  // namespace nsbinfmt::policy
