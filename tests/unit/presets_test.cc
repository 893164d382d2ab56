#include "policy/presets.h"

#include <algorithm>
#include <set>

#include "policy/command_template.h"
#include "policy/formats.h"
#include "policy/launcher_path.h"
#include "policy/rule_spec.h"
#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::find_preset;
using policy::known_presets;
using policy::major_version;
using policy::Preset;
using policy::PresetVariant;
using policy::version_text;

TEST_CASE("each preset has a name of its own, by which it is found", "[presets]") {
  std::set<std::string_view> names;
  for (const Preset& preset : known_presets()) {
    CHECK(names.insert(preset.name).second);
    CHECK(find_preset(preset.name) == &preset);
  }
  CHECK(find_preset("") == nullptr);
  CHECK(find_preset("no-such") == nullptr);
}

TEST_CASE("each preset's commands are templates that start ENGINE on the guest", "[presets]") {
  for (const Preset& preset : known_presets()) {
    REQUIRE_FALSE(preset.variants.empty());
    for (const PresetVariant& variant : preset.variants) {
      INFO(preset.name << ": " << variant.command);
      policy::CommandTemplate command;
      CHECK(error_of([&] { command = policy::parse_command_template(variant.command); }) == "(no error)");
      CHECK(command.program == "ENGINE");
      CHECK_FALSE(policy::drops_arguments(command));
    }
  }
}

TEST_CASE("each preset's variants are sorted, the newest first", "[presets]") {
  const auto is_older = [](const PresetVariant& a, const PresetVariant& b) {
    return a.from_version <= b.from_version;
  };
  for (const Preset& preset : known_presets()) {
    INFO(preset.name);
    CHECK(std::ranges::adjacent_find(preset.variants, is_older) == preset.variants.end());
    if (preset.variants.size() > 1 || preset.variants.back().from_version > 0)
      CHECK_FALSE(preset.version_argument.empty());
  }
}

TEST_CASE("each preset's formats exist and have what its program names need", "[presets]") {
  for (const Preset& preset : known_presets()) {
    REQUIRE_FALSE(preset.programs.empty());
    REQUIRE_FALSE(preset.formats.empty());
    for (const std::string_view name : preset.formats) {
      INFO(preset.name << " runs " << name);
      if (name == "elf") continue;
      REQUIRE(policy::find_format(name) != nullptr);
      CHECK(policy::find_format(name)->name == name);
      std::vector<std::string> members = policy::find_format(name)->members;
      if (members.empty()) members.emplace_back(name);
      for (const std::string& member : members) {
        CHECK(policy::runs_format(preset, member));
        for (const std::string_view program : preset.programs)
          if (program.find('%') != std::string_view::npos)
            CHECK_FALSE(policy::find_format(member)->engine_suffix.empty());
      }
    }
  }
}

TEST_CASE("a trap status is one that an engine can exit with", "[presets]") {
  for (const Preset& preset : known_presets())
    if (preset.trap_status && *preset.trap_status != policy::trap_is_a_signal)
      CHECK((*preset.trap_status > 0 && *preset.trap_status < 256));
}

TEST_CASE(
    "a preset that is registered directly is not fixed from the table, FEX as its authors have it excepted",
    "[presets]") {
  // F is for make_plan to decide: only a static program brings all it needs along.
  for (const Preset& preset : known_presets())
    if (preset.direct && preset.name != "fex") CHECK_FALSE(preset.direct->fix_binary);
}

TEST_CASE("each preset's commands can be handed on in a registration, whatever format they are for",
          "[presets]") {
  for (const Preset& preset : known_presets()) {
    for (const PresetVariant& variant : preset.variants) {
      const policy::LaunchedEngine engine{
          .command = policy::instantiate(variant, "/usr/local/lib/engines/" + std::string(40, 'x')),
          .trap_status = 255};
      const std::string interpreter = "/proc/self/fd/1000/" + policy::launcher_path(1000, engine, 1500);
      CHECK(policy::launcher_engine(interpreter) == engine);
      for (const policy::Format& format : policy::known_formats()) {
        if (!policy::runs_format(preset, format.name)) continue;
        INFO(preset.name << " for " << format.name);
        for (const policy::Matcher& matcher : format.matchers)
          CHECK(error_of([&] {
                  policy::to_register_line({.name = format.name + "-10",
                                            .matcher = matcher,
                                            .interpreter = interpreter,
                                            .flags = {true, true, true, true}});
                }) == "(no error)");
      }
    }
  }
}

TEST_CASE("an instantiated command holds its program and none of the table's own words", "[presets]") {
  for (const Preset& preset : known_presets()) {
    for (const PresetVariant& variant : preset.variants) {
      const std::string text = to_text(policy::instantiate(variant, "/e"));
      INFO(text);
      CHECK(policy::parse_command_template(text).program == "/e");
      CHECK(text.find("ENGINE") == std::string::npos);
      CHECK(text.find("WASI_RUNNER") == std::string::npos);
    }
  }
}

TEST_CASE("a preset's name is never taken for a command", "[presets]") {
  for (const Preset& preset : known_presets()) {
    const auto spec = policy::parse_rule({.text = ".foo=" + std::string(preset.name), .origin = "o"});
    const auto& engine = std::get<policy::FormatRule>(spec.rule).engine;
    CHECK(engine == policy::EngineChoice(
                        policy::ChosenPreset{.preset = &preset, .program = std::nullopt, .environment = {}}));
  }
}

TEST_CASE("qemu runs every ELF machine and nothing else", "[presets]") {
  const Preset* qemu = find_preset("qemu");
  REQUIRE(qemu != nullptr);
  CHECK(policy::runs_format(*qemu, "aarch64"));
  CHECK(policy::runs_format(*qemu, "mipsn32el"));
  CHECK_FALSE(policy::runs_format(*qemu, "wasm"));
  CHECK_FALSE(policy::runs_format(*qemu, "appimage-2"));
  CHECK_FALSE(policy::runs_format(*qemu, "elf"));
  CHECK(std::ranges::count(policy::program_names(*qemu, "arm"), "qemu-arm") == 1);
  CHECK(std::ranges::count(policy::program_names(*qemu, "arm"), "qemu-arm-static") == 1);
}

struct Output {
  std::string text;
  unsigned major;
  std::string version;
};

TEST_CASE("the version is read off what real engines print", "[presets]") {
  const std::vector<Output> outputs = {
      {"wasmtime 49.0.4 (abc 2026-01-01)\n", 49, "49.0.4"},
      {"wasmtime-cli 0.35.1\n", 0, "0.35.1"},
      {"v20.20.2\n", 20, "20.20.2"},
      {"qemu-aarch64 version 7.2.22 (Debian 1:7.2+dfsg-7)\nCopyright (c) 2003-2022 Fabrice Bellard\n", 7,
       "7.2.22"},
      {"qemu-x86_64 version 10.0.2\n", 10, "10.0.2"},
      {"wasmer 7.2.0\n", 7, "7.2.0"},
      {"1.9.0\n", 1, "1.9.0"},
      {"Wasm3 v0.5.0 on x86_64\nBuild: Jan  1 2024 10:00:00, GCC 12.2.0\n", 0, "0.5.0"},
      {"openjdk version \"17.0.15\" 2025-04-15\nOpenJDK Runtime Environment\n", 17, "17.0.15"},
      {"openjdk 17.0.15 2025-04-15\n", 17, "17.0.15"},
      {"openjdk version \"1.8.0_392\"\n", 1, "1.8.0"},
      {"Python 3.11.2\n", 3, "3.11.2"},
      {"wine-8.0 (Debian 8.0~repack-4)\n", 8, "8.0"},
      {"Lua 5.4.4  Copyright (C) 1994-2022 Lua.org, PUC-Rio\n", 5, "5.4.4"},
      {"iwasm 2.4.3\n", 2, "2.4.3"},
      {"wasmedge version 0.14.1-3\n", 0, "0.14.1"},
      {"Mono JIT compiler version 6.8.0.105 (Debian 6.8.0.105+dfsg-3.3)\n", 6, "6.8.0.105"},
      {"LuaJIT 2.1.0-beta3 -- Copyright (C) 2005-2022 Mike Pall.\n", 2, "2.1.0"},
  };
  for (const Output& output : outputs) {
    INFO(output.text);
    CHECK(major_version(output.text) == output.major);
    CHECK(version_text(output.text) == output.version);
  }
}

TEST_CASE("the first release of a JDK has a version without a dot", "[presets]") {
  CHECK(major_version("openjdk version \"21\" 2023-09-19\n") == 21U);
  CHECK(major_version("openjdk 21 2023-09-19\n") == 21U);
}

TEST_CASE("what holds no version gives none, and its first line for people", "[presets]") {
  for (const std::string output : {"", "usage: wasm3 FILE\nmore\n", "x86_64", "error"}) {
    CHECK(major_version(output) == std::nullopt);
    CHECK(version_text(output) == output.substr(0, output.find('\n')));
  }
  CHECK(major_version("v99999999999.1") == std::nullopt);
}

TEST_CASE("a variant serves from its version on", "[presets]") {
  const std::vector<PresetVariant> variants = {{14, "ENGINE new"}, {10, "ENGINE middle"}, {2, "ENGINE old"}};
  const Preset preset{
      .name = "x", .formats = {}, .programs = {}, .version_argument = "-v", .variants = variants};
  CHECK(policy::variant_for(preset, 99) == &preset.variants[0]);
  CHECK(policy::variant_for(preset, 14) == &preset.variants[0]);
  CHECK(policy::variant_for(preset, 13) == &preset.variants[1]);
  CHECK(policy::variant_for(preset, 10) == &preset.variants[1]);
  CHECK(policy::variant_for(preset, 2) == &preset.variants[2]);
  CHECK(policy::variant_for(preset, 1) == nullptr);
}

}  // namespace
}  // namespace nsbinfmt::test
