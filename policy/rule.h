#pragma once

#include <optional>
#include <string>
#include <variant>

#include "policy/command_template.h"
#include "policy/matcher.h"
#include "policy/raw_rule.h"
#include "policy/rule_flags.h"

namespace nsbinfmt::policy {

/// The kernel starts the program itself: `PATH GUEST ARGS...`.
struct DirectEngine {
  std::string path;
  bool operator==(const DirectEngine&) const = default;
};

/// The launcher starts it, by a template; `command.program` is absolute.
struct LaunchedEngine {
  CommandTemplate command;
  std::optional<int> trap_status;  ///< the exit status that becomes a SIGABRT
  bool operator==(const LaunchedEngine&) const = default;
};

using Engine = std::variant<DirectEngine, LaunchedEngine>;

/// One rule as it will be in force.
struct Rule {
  std::string name;
  Matcher matcher;
  Engine engine;
  RuleFlags flags;
  std::string origin;  ///< where it came from, for messages: "--rule wasm=wasmtime", "FILE:12", "inherited"
  bool operator==(const Rule&) const = default;
};

/// The program that runs guests of this rule.
inline const std::string& engine_path(const Rule& rule) {
  if (const auto* direct = std::get_if<DirectEngine>(&rule.engine)) return direct->path;
  return std::get<LaunchedEngine>(rule.engine).command.program;
}

}  // namespace nsbinfmt::policy
