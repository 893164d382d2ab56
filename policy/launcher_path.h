#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "policy/rule.h"

// The interpreter field that a launcher is registered under holds its own template, for people and for an
// nsbinfmt inside that has to register it again: `/proc/self/fd/N/nsbinfmt-launcher/NUMBER/=TEMPLATE`.
namespace nsbinfmt::policy {

/// The path below the launchers' file system, cut into components of at most NAME_MAX bytes; `number` keeps
/// two rules with one template apart. Where it would be longer than `most_bytes`, a short path that says
/// nothing.
std::string launcher_path(unsigned number, const LaunchedEngine& engine, std::size_t most_bytes);

/// The engine that an interpreter field made with launcher_path() describes; nothing for any other.
std::optional<LaunchedEngine> launcher_engine(std::string_view interpreter);

/// True for the interpreter of a launcher, described or not.
bool is_launcher(std::string_view interpreter);

}  // namespace nsbinfmt::policy
