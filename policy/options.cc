#include "policy/options.h"

#include <fmt/core.h>

#include <algorithm>

#include "policy/error.h"
#include "policy/nearest.h"
#include "policy/option_table.h"

namespace nsbinfmt::policy {
namespace {

constexpr std::string_view usage_hint = "nsbinfmt --help lists the options";

std::vector<std::string> option_names() {
  std::vector<std::string> names;
  for (const OptionRow& row : option_table()) names.emplace_back(row.name);
  return names;
}

const OptionRow& find_option(std::string_view name) {
  const std::span<const OptionRow> table = option_table();
  const auto row = std::ranges::find(table, name, &OptionRow::name);
  if (row == table.end())
    throw Error(fmt::format("unknown option '--{}'", name),
                nearest_hint(name, option_names()) + std::string(usage_hint));
  return *row;
}

void check_complete(const Options& options) {
  const bool needs_command = options.action == Action::run || options.action == Action::dry_run;
  if (needs_command && options.command.empty()) throw Error("no command given", std::string(usage_hint));
  if (needs_command && options.command.front().empty()) throw Error("the command is an empty word");
}

}  // namespace

Options parse_options(std::span<const std::string> words) {
  Options options;
  std::size_t i = 0;
  for (; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--") {
      ++i;
      break;
    }
    if (!word.starts_with('-')) break;
    if (!word.starts_with("--"))
      throw Error(fmt::format("unknown option '{}': options are long, --name", word),
                  std::string(usage_hint));
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(2, equals == std::string_view::npos ? equals : equals - 2);
    const OptionRow& row = find_option(name);
    std::string value;
    if (row.value.empty()) {
      if (equals != std::string_view::npos)
        throw Error(fmt::format("option '--{}' takes no value", name), std::string(usage_hint));
    } else if (equals != std::string_view::npos) {
      value = word.substr(equals + 1);
    } else if (i + 1 < words.size()) {
      value = words[++i];
    } else {
      throw Error(fmt::format("option '--{}' needs a value: {}", name, row.value), std::string(usage_hint));
    }
    row.apply(options, value);
  }
  options.command.assign(words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
  check_complete(options);
  return options;
}

}  // namespace nsbinfmt::policy
