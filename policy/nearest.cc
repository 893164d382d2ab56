#include "policy/nearest.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace nsbinfmt::policy {
namespace {

/// Insertions, deletions, replacements and swaps of neighbours that make `b` of `a` (optimal string
/// alignment).
std::size_t edits_between(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> table((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return table[i * width + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = i;
  for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = at(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
      at(i, j) = std::min({replaced, at(i - 1, j) + 1, at(i, j - 1) + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
    }
  }
  return table.back();
}

}  // namespace

std::string nearest_hint(std::string_view word, std::span<const std::string> names) {
  const auto distance = [&](const std::string& name) { return edits_between(word, name); };
  const auto best = std::ranges::min_element(names, {}, distance);
  if (best == names.end()) return {};
  const std::size_t edits = distance(*best);
  if (edits > 2 || edits * 2 >= word.size()) return {};
  return fmt::format("did you mean '{}'? ", *best);
}

}  // namespace nsbinfmt::policy
