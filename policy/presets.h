#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/command_template.h"
#include "policy/rule_flags.h"

namespace nsbinfmt::policy {

/// How a preset runs a guest, from one engine version on.
struct PresetVariant {
  unsigned from_version;  ///< the engine's major version
  std::string_view
      command;  ///< a command template; its program word is ENGINE, a word WASI_RUNNER is wasi_runner
};

/// The engine itself makes a trap a signal.
inline constexpr int trap_is_a_signal = 0;

/// An engine that nsbinfmt knows how to make look like a native executable: `--rule FORMAT=NAME`.
struct Preset {
  std::string_view name;
  std::span<const std::string_view> formats;  ///< names of formats, or "elf" for every ELF machine
  std::span<const std::string_view>
      programs;                             ///< looked up in order; '%' stands for the format's engine_suffix
  std::string_view version_argument;        ///< what makes the engine print its version
  std::span<const PresetVariant> variants;  ///< newest first
  /// Set when the engine is best registered directly, with these flags; `variants` then serve only where that
  /// cannot be.
  std::optional<RuleFlags> direct = std::nullopt;
  std::optional<int> trap_status = std::nullopt;  ///< the exit status that only a trapped guest gives
  std::string_view untested = {};                 ///< why tests/engines cannot run it; empty: it does
  std::string_view caution = {};                  ///< why it is never chosen unless named, and warned of then
};

std::span<const Preset> known_presets();
const Preset* find_preset(std::string_view name);

/// True when the preset can run `format` (a name of known_formats()).
bool runs_format(const Preset& preset, std::string_view format);

/// The names to look up for one format, '%' replaced.
std::vector<std::string> program_names(const Preset& preset, std::string_view engine_suffix);

/// The first number in what an engine prints about itself ("wasmtime 49.0.4 (...)" is 49); nothing when there
/// is none.
std::optional<unsigned> major_version(std::string_view output);

/// The first "1.2.3"-like word of that output, or its first line when there is none; for people.
std::string version_text(std::string_view output);

/// The template of a variant, with `program` (a path, or a placeholder name) as its program.
CommandTemplate instantiate(const PresetVariant& variant, const std::string& program);

/// The variant for a version; nullptr when the engine is older than every variant.
const PresetVariant* variant_for(const Preset& preset, unsigned version);

}  // namespace nsbinfmt::policy
