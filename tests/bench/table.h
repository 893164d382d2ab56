#pragma once

#include <span>
#include <string>
#include <vector>

namespace nsbinfmt::bench {

/// What one contestant took, in microseconds, round by round.
struct Series {
  std::string name;
  std::string command;
  std::vector<double> wall;
  std::vector<double> cpu;
};

/// A markdown table. Each base, an index into `all`, gets a column "x NAME": the median of the pairwise
/// ratios and their quartiles.
std::string to_table(std::span<const Series> all, std::span<const std::size_t> bases);

}  // namespace nsbinfmt::bench
