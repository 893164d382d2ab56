#pragma once

#include <span>
#include <string>
#include <string_view>

namespace nsbinfmt::policy {

/// "did you mean 'X'? " when one of `names` is close to `word` (at most two edits, fewer than half of it),
/// else "".
std::string nearest_hint(std::string_view word, std::span<const std::string> names);

}  // namespace nsbinfmt::policy
