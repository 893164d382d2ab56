#include "sandbox/rule_sources.h"

#include <algorithm>
#include <iterator>

#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {
namespace {

using policy::RuleLine;

void add_file(std::vector<RuleLine>& lines, const std::string& path) {
  const auto [text, error] = sys::read_file(path);
  if (error) sys_error(error, "", "read rules from '{}'", path);
  std::ranges::move(policy::rule_lines(text, path), std::back_inserter(lines));
}

void add_directory(std::vector<RuleLine>& lines, const std::string& path) {
  auto [names, error] = sys::list_directory(path);
  if (error) sys_error(error, "", "list the rules directory '{}'", path);
  std::ranges::sort(names);
  for (const std::string& name : names)
    if (name.ends_with(".conf")) add_file(lines, fmt::format("{}/{}", path, name));
}

}  // namespace

std::vector<RuleLine> read_rule_sources(const policy::Options& options) {
  std::vector<RuleLine> lines;
  for (const policy::RuleArgument& argument : options.rules) {
    if (argument.kind == policy::RuleArgument::Kind::rule) {
      lines.push_back({.text = argument.text, .origin = fmt::format("--rule '{}'", argument.text)});
      continue;
    }
    const auto [kind, error] = sys::file_kind(argument.text);
    if (error) sys_error(error, "", "read rules from '{}'", argument.text);
    if (kind == sys::FileKind::directory) {
      add_directory(lines, argument.text);
    } else {
      add_file(lines, argument.text);
    }
  }
  return lines;
}

}  // namespace nsbinfmt::sandbox
