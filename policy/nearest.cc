#include "policy/nearest.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace nsbinfmt::policy {
namespace {

/// Levenshtein's distance.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
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
