#include "policy/launcher_config.h"

#include <fmt/core.h>

#include <cstdlib>

#include "policy/error.h"
#include "policy/launcher_format.h"

namespace nsbinfmt::policy {
namespace {

char code_of(Placeholder placeholder) {
  switch (placeholder) {
    case Placeholder::file:
      return launcher_file;
    case Placeholder::args:
      return launcher_args;
    case Placeholder::dash_args:
      return launcher_dash_args;
    case Placeholder::argv0:
      return launcher_argv0;
    case Placeholder::cwd:
      return launcher_cwd;
    case Placeholder::dir:
      return launcher_dir;
    case Placeholder::up:
      return launcher_up;
    case Placeholder::updir:
      return launcher_updir;
    case Placeholder::env:
      return launcher_env;
    case Placeholder::no_cache:
      return launcher_no_cache;
  }
  std::abort();
}

std::string encoded(std::string_view literal) {
  std::string text;
  for (const char c : literal) {
    if (c == launcher_mark) text += launcher_mark;
    text += c;
  }
  return text;
}

std::string encoded(const TemplateWord& word) {
  std::string text;
  for (const Segment& segment : word.segments) {
    if (const auto* literal = std::get_if<std::string>(&segment)) {
      text += encoded(*literal);
    } else {
      text += {launcher_mark, code_of(std::get<Placeholder>(segment))};
    }
  }
  return text;
}

const std::string end_of_list = {launcher_mark, launcher_end, '\0'};

}  // namespace

std::string launcher_config(const Rule& rule, const LaunchedEngine& engine) {
  std::string config;
  config += rule.flags.open_binary ? launcher_opens_guest : '\0';
  config += static_cast<char>(engine.trap_status.value_or(0));
  for (const TemplateAssignment& assignment : engine.command.environment)
    config += encoded(assignment.name + "=") + encoded(assignment.value) + '\0';
  config += end_of_list;
  config += encoded(engine.command.program) + '\0';
  for (const TemplateWord& word : engine.command.words) config += encoded(word) + '\0';
  config += end_of_list;
  if (config.size() > launcher_capacity)
    throw Error(fmt::format("{}: the command of rule '{}' has {} bytes, the launcher holds {}", rule.origin,
                            rule.name, config.size(), launcher_capacity),
                "put the words into a script and use that as the engine");
  return config;
}

}  // namespace nsbinfmt::policy
