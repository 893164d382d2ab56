#pragma once

#include <array>
#include <string_view>

#include "policy/presets.h"

// The engines, as data. Every command was measured on the real program: by tests/engines, unless `untested`
// says why that cannot be. What an engine cannot do as a native program would stands in
// tests/engines/deviations.
namespace nsbinfmt::policy {
namespace preset_rows {

using Names = std::string_view;

inline constexpr std::array core_wasm = {Names{"wasm"}};
inline constexpr std::array every_wasm = {Names{"wasm"}, Names{"wasm-component"}, Names{"wasm-any"},
                                          Names{"wat"}};
inline constexpr std::array every_elf = {Names{"elf"}};
inline constexpr std::array foreign_x86_64 = {Names{"x86_64"}};
inline constexpr std::array foreign_x86 = {Names{"x86_64"}, Names{"i386"}};
inline constexpr std::array windows = {Names{"pe"}};
inline constexpr std::array jars = {Names{"jar"}};
inline constexpr std::array bitcode = {Names{"llvm-bc"}};
inline constexpr std::array luajit_bytecode = {Names{"luajit"}};
inline constexpr std::array lua_bytecode = {Names{"lua"}};
inline constexpr std::array python_bytecode = {Names{"pyc"}};

inline constexpr std::array wasmtime_names = {Names{"wasmtime"}};
inline constexpr std::array wazero_names = {Names{"wazero"}};
inline constexpr std::array node_names = {Names{"node"}};
inline constexpr std::array bun_names = {Names{"bun"}};
inline constexpr std::array deno_names = {Names{"deno"}};
inline constexpr std::array wasmi_names = {Names{"wasmi"}};
inline constexpr std::array wasmer_names = {Names{"wasmer"}};
inline constexpr std::array wasmedge_names = {Names{"wasmedge"}};
inline constexpr std::array toywasm_names = {Names{"toywasm"}};
inline constexpr std::array iwasm_names = {Names{"iwasm"}};
inline constexpr std::array wasm3_names = {Names{"wasm3"}};
inline constexpr std::array qemu_names = {Names{"qemu-%-static"}, Names{"qemu-%"}};
inline constexpr std::array box64_names = {Names{"box64"}};
inline constexpr std::array fex_names = {Names{"FEX"}, Names{"FEXInterpreter"}};
inline constexpr std::array wine_names = {Names{"wine64"}, Names{"/usr/lib/wine/wine64"}, Names{"wine"}};
inline constexpr std::array mono_names = {Names{"mono"}};
inline constexpr std::array dotnet_names = {Names{"dotnet"}};
inline constexpr std::array java_names = {Names{"java"}};
inline constexpr std::array lli_names = {Names{"lli"}};
inline constexpr std::array luajit_names = {Names{"luajit"}};
inline constexpr std::array lua_names = {Names{"lua%"}};
inline constexpr std::array python_names = {Names{"python%"}};

// PWD is set, not given beside the inherited one: the guest would find the stale one first. The compile cache
// is on by default and a run fails where it cannot be made.
inline constexpr std::array wasmtime = {
    PresetVariant{
        36,
        "PWD={cwd} ENGINE run -S inherit-env=y -Ccache=n{nocache} --dir={dir}::{dir} --dir={cwd}::. "
        "--dir={updir}::{up} --argv0={argv0} -- {file} {args}"},
    PresetVariant{
        20,
        "PWD={cwd} ENGINE run -S inherit-env=y -Ccache=n{nocache} --dir={dir}::{dir} --dir={cwd}::. "
        "--dir={updir}::{up} -- {file} {args}"},
};
// It drops a "--" that is followed by more arguments.
inline constexpr std::array wazero = {
    PresetVariant{1,
                  "PWD={cwd} ENGINE run -env-inherit -mount={dir}:{dir} -mount={cwd}:. -mount={updir}:{up} "
                  "-- {file} {dashargs}"}};
inline constexpr std::array node = {PresetVariant{
    18, "ENGINE --no-warnings --input-type=module --eval WASI_RUNNER -- {file} {argv0} {args}"}};
// Without these options it would read code from the guest's working directory.
inline constexpr std::array bun = {
    PresetVariant{1, "ENGINE --no-env-file --config=/dev/null --eval WASI_RUNNER -- {file} {argv0} {args}"}};
inline constexpr std::array deno = {
    PresetVariant{2, "ENGINE eval -q --no-config --no-lock WASI_RUNNER -- {file} {argv0} {args}"}};
inline constexpr std::array wasmi = {
    PresetVariant{2, "PWD={cwd} ENGINE run --dir={dir} --dir=. --dir={up} --env={env} -- {file} {args}"}};
inline constexpr std::array wasmer = {
    PresetVariant{7,
                  "PWD={cwd} ENGINE run --quiet --forward-host-env --net --volume={cwd}:/ "
                  "--volume={dir}:{dir} -- {file} {args}"}};
// At another log level it complains on standard output. A ".." would break its ".".
inline constexpr std::array wasmedge = {PresetVariant{
    0, "PWD={cwd} ENGINE --log-level=off --dir={dir}:{dir} --dir=.:{cwd} --env={env} -- {file} {args}"}};
inline constexpr std::array toywasm = {
    PresetVariant{0,
                  "PWD={cwd} ENGINE --wasi --wasi-dir={dir}::{dir} --wasi-dir={cwd}::. "
                  "--wasi-dir={updir}::{up} --wasi-env={env} "
                  "-- {file} {args}"}};
// It takes eight directories, eight mappings and eight variables, and each directory must be there.
inline constexpr std::array iwasm = {PresetVariant{2,
                                                   "ENGINE --stack-size=1048576 --dir=/dev --dir=/etc "
                                                   "--dir=/home --dir=/proc --dir=/tmp --dir=/usr --dir=/var "
                                                   "--map-dir=.::{cwd} --env=PWD={cwd} {file} {args}"}};
// Its P flag is lost when a launcher starts it, so argv[0] goes by -0 then.
inline constexpr std::array qemu = {PresetVariant{0, "ENGINE -0 {argv0} -- {file} {args}"}};
inline constexpr std::array plain = {PresetVariant{0, "ENGINE {file} {args}"}};
inline constexpr std::array java = {PresetVariant{0, "ENGINE -jar {file} {args}"}};
inline constexpr std::array dotnet = {PresetVariant{0, "ENGINE exec {file} {args}"}};

inline constexpr Names source_only = "no package of it; measured once on a build from source";

}  // namespace preset_rows

/// FORMAT alone takes the first of these that is installed and runs it.
inline constexpr std::array preset_table = {
    Preset{.name = "wasmtime",
           .formats = preset_rows::every_wasm,
           .programs = preset_rows::wasmtime_names,
           .version_argument = "--version",
           .variants = preset_rows::wasmtime,
           .trap_status = 134},
    Preset{.name = "node",
           .formats = preset_rows::core_wasm,
           .programs = preset_rows::node_names,
           .version_argument = "--version",
           .variants = preset_rows::node,
           .trap_status = trap_is_a_signal},
    Preset{.name = "wazero",
           .formats = preset_rows::core_wasm,
           .programs = preset_rows::wazero_names,
           .version_argument = "version",
           .variants = preset_rows::wazero},
    Preset{.name = "bun",
           .formats = preset_rows::core_wasm,
           .programs = preset_rows::bun_names,
           .version_argument = "--version",
           .variants = preset_rows::bun,
           .trap_status = trap_is_a_signal},
    Preset{.name = "deno",
           .formats = preset_rows::core_wasm,
           .programs = preset_rows::deno_names,
           .version_argument = "--version",
           .variants = preset_rows::deno,
           .trap_status = trap_is_a_signal},
    Preset{.name = "wasmi",
           .formats = preset_rows::core_wasm,
           .programs = preset_rows::wasmi_names,
           .version_argument = "--version",
           .variants = preset_rows::wasmi,
           .caution = "an environment variable with an empty value keeps it from starting"},
    Preset{.name = "wasmedge",
           .formats = preset_rows::core_wasm,
           .programs = preset_rows::wasmedge_names,
           .version_argument = "--version",
           .variants = preset_rows::wasmedge,
           .trap_status = 134,
           .untested = preset_rows::source_only},
    Preset{.name = "toywasm",
           .formats = preset_rows::core_wasm,
           .programs = preset_rows::toywasm_names,
           .version_argument = "--version",
           .variants = preset_rows::toywasm,
           .untested = preset_rows::source_only},
    Preset{.name = "iwasm",
           .formats = preset_rows::core_wasm,
           .programs = preset_rows::iwasm_names,
           .version_argument = "--version",
           .variants = preset_rows::iwasm,
           .untested = preset_rows::source_only},
    Preset{.name = "wasm3",
           .formats = preset_rows::core_wasm,
           .programs = preset_rows::wasm3_names,
           .version_argument = "--version",
           .variants = preset_rows::plain,
           .direct = RuleFlags{},
           .untested = preset_rows::source_only,
           .caution = "it gives guests no environment and no file outside the working directory"},
    Preset{.name = "wasmer",
           .formats = preset_rows::core_wasm,
           .programs = preset_rows::wasmer_names,
           .version_argument = "--version",
           .variants = preset_rows::wasmer,
           .trap_status = 45,
           .caution = "version 7.4 loses files that a guest writes by a relative path, without an error"},
    Preset{.name = "qemu",
           .formats = preset_rows::every_elf,
           .programs = preset_rows::qemu_names,
           .version_argument = "--version",
           .variants = preset_rows::qemu,
           .direct = RuleFlags{.preserve_argv0 = true}},
    Preset{.name = "box64",
           .formats = preset_rows::foreign_x86_64,
           .programs = preset_rows::box64_names,
           .version_argument = "--version",
           .variants = preset_rows::plain,
           .direct = RuleFlags{},
           .untested = "it runs on other machines than x86_64"},
    Preset{
        .name = "fex",
        .formats = preset_rows::foreign_x86,
        .programs = preset_rows::fex_names,
        .version_argument = "--version",
        .variants = preset_rows::plain,
        .direct =
            RuleFlags{.preserve_argv0 = true, .open_binary = true, .credentials = true, .fix_binary = true},
        .untested = "it runs on other machines than x86_64"},
    Preset{.name = "wine",
           .formats = preset_rows::windows,
           .programs = preset_rows::wine_names,
           .version_argument = "--version",
           .variants = preset_rows::plain,
           .direct = RuleFlags{}},
    Preset{.name = "mono",
           .formats = preset_rows::windows,
           .programs = preset_rows::mono_names,
           .version_argument = "--version",
           .variants = preset_rows::plain,
           .direct = RuleFlags{},
           .caution = "it runs .NET programs only, and the rule matches every Windows program"},
    Preset{.name = "dotnet",
           .formats = preset_rows::windows,
           .programs = preset_rows::dotnet_names,
           .version_argument = "--version",
           .variants = preset_rows::dotnet,
           .untested = "Debian has no package of it",
           .caution = "it runs .NET programs only, and the rule matches every Windows program"},
    Preset{.name = "java",
           .formats = preset_rows::jars,
           .programs = preset_rows::java_names,
           .version_argument = "-version",
           .variants = preset_rows::java},
    Preset{.name = "python",
           .formats = preset_rows::python_bytecode,
           .programs = preset_rows::python_names,
           .version_argument = "--version",
           .variants = preset_rows::plain,
           .direct = RuleFlags{}},
    Preset{.name = "lua",
           .formats = preset_rows::lua_bytecode,
           .programs = preset_rows::lua_names,
           .version_argument = "-v",
           .variants = preset_rows::plain,
           .direct = RuleFlags{}},
    Preset{.name = "luajit",
           .formats = preset_rows::luajit_bytecode,
           .programs = preset_rows::luajit_names,
           .version_argument = "-v",
           .variants = preset_rows::plain,
           .direct = RuleFlags{}},
    Preset{.name = "lli",
           .formats = preset_rows::bitcode,
           .programs = preset_rows::lli_names,
           .version_argument = "--version",
           .variants = preset_rows::plain,
           .direct = RuleFlags{}},
};

}  // namespace nsbinfmt::policy
