#include "policy/rule_spec.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "policy/error.h"
#include "policy/formats.h"
#include "policy/hex.h"
#include "policy/nearest.h"

namespace nsbinfmt::policy {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text, Number least, Number most) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  if (!whole || value < least || value > most) return std::nullopt;
  return value;
}

constexpr std::string_view magic_hint =
    "write it as magic:HEX[/MASK][@OFFSET], for example magic:4e455321/ffffff00@0";

FormatPart parse_magic(std::string_view text) {
  std::string_view rest = text;
  MagicMatch match;
  const std::size_t at = rest.find('@');
  if (at != std::string_view::npos) {
    const auto offset = parse_number<std::size_t>(rest.substr(at + 1), 0, head_size - 1);
    if (!offset)
      throw Error(fmt::format("bad format 'magic:{}': the offset must be 0 to {}", text, head_size - 1),
                  std::string(magic_hint));
    match.offset = *offset;
    rest = rest.substr(0, at);
  }
  const std::size_t slash = rest.find('/');
  const auto magic = from_hex(rest.substr(0, slash));
  const auto mask = from_hex(slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1));
  if (!magic || magic->empty() || !mask)
    throw Error(fmt::format("bad format 'magic:{}': magic and mask are pairs of hex digits", text),
                std::string(magic_hint));
  if (!mask->empty() && mask->size() != magic->size())
    throw Error(fmt::format("bad format 'magic:{}': the mask has {} bytes, the magic {}", text, mask->size(),
                            magic->size()),
                std::string(magic_hint));
  if (match.offset + magic->size() > head_size)
    throw Error(fmt::format("bad format 'magic:{}': it reaches beyond the first {} bytes", text, head_size));
  match.magic = *magic;
  match.mask = *mask;
  std::string name = fmt::format("magic-{}", text);
  std::ranges::replace(name, '/', '-');
  return {.name = std::move(name), .format = {}, .matchers = {match}, .engine_suffix = {}};
}

FormatPart parse_extension(std::string_view extension) {
  if (extension.empty()) throw Error("bad format '.': no extension after the dot");
  if (extension.find_first_of("./") != std::string_view::npos)
    throw Error(fmt::format(
        "bad format '.{}': the kernel compares what follows the last dot of a path, so an extension "
        "has no dot and no slash",
        extension));
  return {.name = fmt::format("ext-{}", extension),
          .format = {},
          .matchers = {ExtensionMatch{.extension = std::string(extension)}},
          .engine_suffix = {}};
}

FormatPart part_of(const Format& format) {
  return {.name = format.name,
          .format = format.name,
          .matchers = format.matchers,
          .engine_suffix = format.engine_suffix};
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const Format& format : known_formats()) names.push_back(format.name);
  return names;
}

void parse_format(FormatRule& rule, std::string_view text) {
  constexpr std::string_view magic_prefix = "magic:";
  if (text.starts_with(magic_prefix)) {
    rule.parts = {parse_magic(text.substr(magic_prefix.size()))};
    return;
  }
  if (text.starts_with('.')) {
    rule.parts = {parse_extension(text.substr(1))};
    return;
  }
  const Format* format = find_format(text);
  if (format == nullptr)
    throw Error(fmt::format("unknown format '{}'", text),
                nearest_hint(text, format_names()) +
                    "--list-formats lists the known ones; .EXT and magic:HEX[/MASK][@OFFSET] name others");
  rule.is_group = !format->members.empty();
  if (!rule.is_group) rule.parts.push_back(part_of(*format));
  for (const std::string& member : format->members) rule.parts.push_back(part_of(*find_format(member)));
}

void parse_option(FormatRule& rule, std::string_view option) {
  const std::size_t colon = option.find(':');
  const std::string_view key = option.substr(0, colon);
  const bool has_value = colon != std::string_view::npos;
  const std::string_view value = has_value ? option.substr(colon + 1) : std::string_view();
  if (key == "name" && !value.empty()) {
    if (rule.is_group) throw Error("option 'name' cannot name the several rules of a format group");
    rule.parts.front().name = value;
  } else if (key == "flags" && has_value) {
    rule.flags = parse_rule_flags(value);
    if (!rule.flags) throw Error(fmt::format("bad rule option '{}': the flags are P O C F", option));
  } else if (key == "trap") {
    rule.trap = TrapOption{.status = parse_number(value, 1, 255)};
    if (has_value && !rule.trap->status)
      throw Error(fmt::format("bad rule option '{}': an exit status is 1 to 255", option));
  } else {
    throw Error(fmt::format("unknown rule option '{}'", option),
                "the options are name:NAME, flags:LETTERS, trap and trap:STATUS");
  }
}

std::optional<ChosenPreset> as_preset(const CommandTemplate& command) {
  const CommandTemplate without_environment{
      .environment = {}, .program = command.program, .words = command.words};
  if (!is_bare(without_environment)) return std::nullopt;
  const std::size_t at = command.program.find('@');
  const Preset* preset = find_preset(std::string_view(command.program).substr(0, at));
  if (preset == nullptr) return std::nullopt;
  ChosenPreset chosen{.preset = preset, .program = std::nullopt, .environment = command.environment};
  if (at != std::string::npos) chosen.program = command.program.substr(at + 1);
  if (chosen.program && chosen.program->empty())
    throw Error(fmt::format("no program after the '@' of '{}'", command.program));
  return chosen;
}

EngineChoice parse_engine(std::string_view text) {
  const CommandTemplate command = parse_command_template(text);
  if (auto preset = as_preset(command)) return *preset;
  return command;
}

void check_names(const FormatRule& rule) {
  for (const FormatPart& part : rule.parts)
    if (const auto fault = name_fault(part.name))
      throw Error(fmt::format("a rule cannot be called '{}': {}", part.name, *fault),
                  "give it a name with the option name:NAME");
}

void check_preset_runs(const FormatRule& rule) {
  const auto* chosen = std::get_if<ChosenPreset>(&rule.engine);
  if (chosen == nullptr) return;
  for (const FormatPart& part : rule.parts)
    if (!part.format.empty() && !runs_format(*chosen->preset, part.format))
      throw Error(fmt::format("preset '{}' does not run '{}'", chosen->preset->name, part.format),
                  "--list-engines says which formats each preset runs");
}

FormatRule parse_format_rule(std::string_view text) {
  FormatRule rule;
  const std::size_t equals = text.find('=');
  const std::vector<std::string_view> words = split(text.substr(0, equals), ',');
  parse_format(rule, words.front());
  for (const std::string_view option : std::vector(words.begin() + 1, words.end()))
    parse_option(rule, option);
  rule.engine = AnyPreset{};
  if (equals != std::string_view::npos) rule.engine = parse_engine(text.substr(equals + 1));
  check_names(rule);
  check_preset_runs(rule);
  return rule;
}

bool is_raw(std::string_view text) {
  return text.empty() || (std::isalnum(static_cast<unsigned char>(text.front())) == 0 && text.front() != '.');
}

}  // namespace

RuleSpec parse_rule(const RuleLine& line) {
  try {
    if (is_raw(line.text)) return {.rule = parse_raw_rule(line.text), .origin = line.origin};
    return {.rule = parse_format_rule(line.text), .origin = line.origin};
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", line.origin, error.message()), error.hint(), error.exit());
  }
}

std::vector<RuleLine> rule_lines(std::string_view text, std::string_view path) {
  std::vector<RuleLine> lines;
  unsigned number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    const std::size_t start = line.find_first_not_of(" \t");
    if (start == std::string_view::npos || line[start] == '#' || line[start] == ';') continue;
    lines.push_back({.text = std::string(line.substr(start)), .origin = fmt::format("{}:{}", path, number)});
  }
  return lines;
}

}  // namespace nsbinfmt::policy
