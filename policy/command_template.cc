#include "policy/command_template.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>

#include "policy/error.h"
#include "policy/words.h"

namespace nsbinfmt::policy {
namespace {

struct PlaceholderName {
  Placeholder placeholder;
  std::string_view name;
};

constexpr std::array placeholder_names = {
    PlaceholderName{Placeholder::file, "file"},
    PlaceholderName{Placeholder::args, "args"},
    PlaceholderName{Placeholder::dash_args, "dashargs"},
    PlaceholderName{Placeholder::argv0, "argv0"},
    PlaceholderName{Placeholder::cwd, "cwd"},
    PlaceholderName{Placeholder::dir, "dir"},
    PlaceholderName{Placeholder::up, "up"},
    PlaceholderName{Placeholder::updir, "updir"},
    PlaceholderName{Placeholder::env, "env"},
    PlaceholderName{Placeholder::no_cache, "nocache"},
};

std::string placeholder_hint() {
  std::string names;
  for (const PlaceholderName& row : placeholder_names) names += fmt::format(" {{{}}}", row.name);
  return fmt::format("the placeholders are{}; a brace of its own is written {{{{ or }}}}", names);
}

std::string_view name_of(Placeholder placeholder) {
  return std::ranges::find(placeholder_names, placeholder, &PlaceholderName::placeholder)->name;
}

Placeholder placeholder_named(std::string_view name, std::string_view word) {
  const auto row = std::ranges::find(placeholder_names, name, &PlaceholderName::name);
  if (row == placeholder_names.end())
    throw Error(fmt::format("unknown placeholder '{{{}}}' in '{}'", name, word), placeholder_hint());
  return row->placeholder;
}

bool uses(const TemplateWord& word, Placeholder placeholder) {
  return std::ranges::find(word.segments, Segment(placeholder)) != word.segments.end();
}

bool uses(const CommandTemplate& command, Placeholder placeholder) {
  return std::ranges::any_of(command.words,
                             [&](const TemplateWord& word) { return uses(word, placeholder); });
}

bool takes_arguments(const TemplateWord& word) {
  return uses(word, Placeholder::args) || uses(word, Placeholder::dash_args);
}

bool climbs(const TemplateWord& word) {
  return uses(word, Placeholder::up) || uses(word, Placeholder::updir);
}

/// How many of the placeholders that repeat a word it holds.
int repetitions(const TemplateWord& word) {
  return (uses(word, Placeholder::dir) ? 1 : 0) + (climbs(word) ? 1 : 0) +
         (uses(word, Placeholder::env) ? 1 : 0);
}

TemplateWord parse_word(std::string_view text) {
  TemplateWord word;
  std::string literal;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool doubled = (c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c;
    if (doubled) {
      literal += c;
      ++i;
    } else if (c == '{') {
      const std::size_t end = text.find('}', i);
      if (end == std::string_view::npos)
        throw Error(fmt::format("no closing brace in '{}'", text), placeholder_hint());
      if (!literal.empty()) word.segments.emplace_back(std::move(literal));
      literal.clear();
      word.segments.emplace_back(placeholder_named(text.substr(i + 1, end - i - 1), text));
      i = end;
    } else if (c == '}') {
      throw Error(fmt::format("closing brace without an opening one in '{}'", text), placeholder_hint());
    } else {
      literal += c;
    }
  }
  if (!literal.empty() || word.segments.empty()) word.segments.emplace_back(std::move(literal));
  if (word.segments.size() > 1 && takes_arguments(word))
    throw Error(fmt::format("{{args}} must be a word of its own, not part of '{}'", text));
  if (repetitions(word) > 1)
    throw Error(fmt::format(
        "'{}' repeats in two ways: only one of {{dir}}, {{up}} and {{env}} can stand in a word", text));
  return word;
}

std::string to_text(const TemplateWord& word) {
  std::string text;
  for (const Segment& segment : word.segments) {
    if (const auto* placeholder = std::get_if<Placeholder>(&segment)) {
      text += fmt::format("{{{}}}", name_of(*placeholder));
      continue;
    }
    for (const char c : std::get<std::string>(segment)) {
      if (c == '{' || c == '}') text += c;
      text += c;
    }
  }
  return text;
}

/// The length of NAME in a leading `NAME=value` word, or nothing.
std::optional<std::size_t> assignment_name_length(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos || equals == 0) return std::nullopt;
  const auto name_character = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  if (std::isdigit(static_cast<unsigned char>(word[0])) != 0) return std::nullopt;
  if (!std::ranges::all_of(word.substr(0, equals), name_character)) return std::nullopt;
  return equals;
}

/// What a repeated word is repeated with.
struct Repeated {
  std::string_view text;       ///< for {dir}, {up} and {env}
  std::string_view directory;  ///< for {updir}
};

std::string_view expand_segment(Placeholder placeholder, const GuestCall& call, const Repeated& repeated) {
  switch (placeholder) {
    case Placeholder::file:
      return call.file;
    case Placeholder::argv0:
      return call.argv0;
    case Placeholder::cwd:
      return call.cwd;
    case Placeholder::dir:
    case Placeholder::up:
    case Placeholder::env:
      return repeated.text;
    case Placeholder::updir:
      return repeated.directory;
    case Placeholder::no_cache:
      return {};
    case Placeholder::args:
    case Placeholder::dash_args:
      break;  // words of their own, expanded by expand()
  }
  std::abort();
}

std::string expand_word(const TemplateWord& word, const GuestCall& call, const Repeated& repeated) {
  std::string text;
  for (const Segment& segment : word.segments) {
    if (const auto* literal = std::get_if<std::string>(&segment)) {
      text += *literal;
    } else {
      text += expand_segment(std::get<Placeholder>(segment), call, repeated);
    }
  }
  return text;
}

std::string_view value_of(const std::vector<std::string>& environment, std::string_view name) {
  for (const std::string_view variable : environment)
    if (variable.starts_with(name) && variable.substr(name.size()).starts_with('='))
      return variable.substr(name.size() + 1);
  return {};
}

/// Where the user's caches are (XDG Base Directory Specification); "" where nothing says so, and engines do
/// without.
std::string cache_directory(const std::vector<std::string>& environment) {
  const std::string_view cache = value_of(environment, "XDG_CACHE_HOME");
  if (cache.starts_with('/')) return std::string(cache);
  const std::string_view home = value_of(environment, "HOME");
  return home.starts_with('/') ? std::string(home) + "/.cache" : "";
}

bool cache_is_writable(const GuestCall& call, const std::vector<std::string>& environment) {
  const std::string directory = cache_directory(environment);
  return directory.empty() || !call.is_writable || call.is_writable(directory);
}

void set_variable(std::vector<std::string>& environment, const std::string& name, const std::string& value) {
  const auto is_same = [&](const std::string& variable) { return variable.starts_with(name + "="); };
  const auto variable = std::ranges::find_if(environment, is_same);
  if (variable == environment.end()) {
    environment.push_back(name + "=" + value);
  } else {
    *variable = name + "=" + value;
  }
}

}  // namespace

CommandTemplate parse_command_template(std::string_view text) {
  CommandTemplate command;
  const std::vector<std::string> words = split_words(text);
  auto word = words.begin();
  for (; word != words.end(); ++word) {
    const auto length = assignment_name_length(*word);
    if (!length) break;
    TemplateWord value = parse_word(std::string_view(*word).substr(*length + 1));
    if (takes_arguments(value) || repetitions(value) > 0 || uses(value, Placeholder::no_cache))
      throw Error(
          fmt::format("'{}': only {{file}}, {{argv0}} and {{cwd}} can stand in a variable's value", *word));
    command.environment.push_back({.name = word->substr(0, *length), .value = std::move(value)});
  }
  if (word == words.end()) throw Error(fmt::format("no engine in '{}'", text));
  command.program = *word;
  for (++word; word != words.end(); ++word) command.words.push_back(parse_word(*word));
  if (!uses(command, Placeholder::file)) {
    if (!drops_arguments(command)) throw Error(fmt::format("{{args}} without {{file}} in '{}'", text));
    command.words.push_back({.segments = {Placeholder::file}});
    command.words.push_back({.segments = {Placeholder::args}});
  }
  return command;
}

std::string to_text(const CommandTemplate& command) {
  std::string text;
  for (const TemplateAssignment& assignment : command.environment)
    text += quote_word(assignment.name + "=" + to_text(assignment.value)) + " ";
  text += quote_word(command.program);
  for (const TemplateWord& word : command.words) text += " " + quote_word(to_text(word));
  return text;
}

bool is_bare(const CommandTemplate& command) {
  const std::vector<TemplateWord> bare = {{.segments = {Placeholder::file}},
                                          {.segments = {Placeholder::args}}};
  return command.environment.empty() && command.words == bare;
}

bool drops_arguments(const CommandTemplate& command) {
  return std::ranges::none_of(command.words, takes_arguments);
}

std::vector<std::string> expand(const CommandTemplate& command, const GuestCall& call) {
  std::vector<std::string> environment = call.environment;
  for (const TemplateAssignment& assignment : command.environment)
    set_variable(environment, assignment.name, expand_word(assignment.value, call, {}));

  std::vector<std::string> argv = {command.program};
  for (const TemplateWord& word : command.words) {
    if (uses(word, Placeholder::no_cache) && cache_is_writable(call, environment)) continue;
    if (takes_arguments(word)) {
      if (uses(word, Placeholder::dash_args) && !call.args.empty()) argv.emplace_back("--");
      argv.insert(argv.end(), call.args.begin(), call.args.end());
    } else if (uses(word, Placeholder::dir)) {
      for (const std::string& directory : call.directories)
        argv.push_back(expand_word(word, call, {.text = directory, .directory = {}}));
    } else if (climbs(word)) {
      for (const Ancestor& ancestor : call.ancestors)
        argv.push_back(expand_word(word, call, {.text = ancestor.up, .directory = ancestor.directory}));
    } else if (uses(word, Placeholder::env)) {
      for (const std::string& variable : environment)
        argv.push_back(expand_word(word, call, {.text = variable, .directory = {}}));
    } else {
      argv.push_back(expand_word(word, call, {}));
    }
  }
  return argv;
}

}  // namespace nsbinfmt::policy
