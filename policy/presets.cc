#include "policy/presets.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "policy/elf_machines.h"
#include "policy/formats.h"
#include "policy/preset_table.h"
#include "policy/wasi_runner.h"

namespace nsbinfmt::policy {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

enum class Shape { dotted, any };

/// Where a version number starts: digits that follow no letter or digit ("wasm3" and "x86_64" hold none), v
/// excepted.
std::size_t find_number(std::string_view output, Shape shape) {
  for (std::size_t i = 0; i < output.size(); ++i) {
    if (!is_digit(output[i])) continue;
    const char before = i == 0 ? ' ' : output[i - 1];
    const bool after_v = (before == 'v' || before == 'V') && (i < 2 || !is_word(output[i - 2]));
    const std::size_t end = std::min(output.find_first_not_of("0123456789", i), output.size());
    const bool dotted = end + 1 < output.size() && output[end] == '.' && is_digit(output[end + 1]);
    if ((after_v || !is_word(before)) && (dotted || shape == Shape::any)) return i;
    i = end - 1;
  }
  return std::string_view::npos;
}

std::size_t find_version(std::string_view output) {
  const std::size_t dotted = find_number(output, Shape::dotted);
  return dotted != std::string_view::npos ? dotted : find_number(output, Shape::any);
}

}  // namespace

std::span<const Preset> known_presets() { return preset_table; }

const Preset* find_preset(std::string_view name) {
  const auto row = std::ranges::find(preset_table, name, &Preset::name);
  return row == preset_table.end() ? nullptr : &*row;
}

bool runs_format(const Preset& preset, std::string_view format) {
  const auto serves = [&](std::string_view name) {
    if (name == "elf")
      return std::ranges::find(elf_machines, format, &ElfMachine::name) != elf_machines.end();
    const Format* group = find_format(name);
    return name == format ||
           (group != nullptr && std::ranges::find(group->members, format) != group->members.end());
  };
  return std::ranges::any_of(preset.formats, serves);
}

std::vector<std::string> program_names(const Preset& preset, std::string_view engine_suffix) {
  std::vector<std::string> names;
  for (const std::string_view pattern : preset.programs) {
    std::string name(pattern);
    const std::size_t percent = name.find('%');
    if (percent != std::string::npos) name.replace(percent, 1, engine_suffix);
    names.push_back(std::move(name));
  }
  return names;
}

std::optional<unsigned> major_version(std::string_view output) {
  const std::size_t start = find_version(output);
  if (start == std::string_view::npos) return std::nullopt;
  unsigned version = 0;
  if (std::from_chars(output.data() + start, output.data() + output.size(), version).ec != std::errc())
    return std::nullopt;
  return version;
}

std::string version_text(std::string_view output) {
  const std::size_t start = find_version(output);
  if (start == std::string_view::npos) return std::string(output.substr(0, output.find('\n')));
  const std::size_t end = output.find_first_not_of("0123456789.", start);
  return std::string(output.substr(start, end == std::string_view::npos ? end : end - start));
}

CommandTemplate instantiate(const PresetVariant& variant, const std::string& program) {
  CommandTemplate command = parse_command_template(variant.command);
  command.program = program;
  for (TemplateWord& word : command.words)
    if (word.segments == std::vector<Segment>{std::string("WASI_RUNNER")})
      word.segments = {std::string(wasi_runner)};
  return command;
}

const PresetVariant* variant_for(const Preset& preset, unsigned version) {
  const auto row = std::ranges::find_if(
      preset.variants, [&](const PresetVariant& variant) { return version >= variant.from_version; });
  return row == preset.variants.end() ? nullptr : &*row;
}

}  // namespace nsbinfmt::policy
