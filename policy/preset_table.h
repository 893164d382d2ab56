#pragma once

#include <array>
#include <string_view>

#include "policy/presets.h"

// The engines, as data. Every command was measured on the real program by tests/engines unless `untested`
// says why not.
namespace nsbinfmt::policy {
namespace preset_rows {

using Names = std::string_view;

inline constexpr std::array core_wasm = {Names{"wasm"}};
inline constexpr std::array core_and_component = {Names{"wasm"}, Names{"wasm-component"}, Names{"wat"}};
inline constexpr std::array any_elf = {Names{"elf"}};

inline constexpr std::array wasmtime_programs = {Names{"wasmtime"}};
inline constexpr std::array wasmtime = {
    PresetVariant{24,
                  "ENGINE run -S inherit-env=y --dir={dir}::{dir} --dir={cwd}::. --env PWD={cwd} "
                  "--argv0={argv0} -- {file} {args}"},
};

inline constexpr std::array qemu_programs = {Names{"qemu-%-static"}, Names{"qemu-%"}};
inline constexpr std::array qemu = {PresetVariant{0, "ENGINE -0 {argv0} {file} {args}"}};

}  // namespace preset_rows

inline constexpr std::array preset_table = {
    Preset{.name = "wasmtime",
           .formats = preset_rows::core_and_component,
           .programs = preset_rows::wasmtime_programs,
           .version_argument = "--version",
           .variants = preset_rows::wasmtime,
           .trap_status = 134},
    Preset{.name = "qemu",
           .formats = preset_rows::any_elf,
           .programs = preset_rows::qemu_programs,
           .version_argument = "--version",
           .variants = preset_rows::qemu,
           .direct = RuleFlags{.preserve_argv0 = true}},
};

}  // namespace nsbinfmt::policy
