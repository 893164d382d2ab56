#include "tests/bench/statistics.h"

#include <algorithm>
#include <cstddef>

namespace nsbinfmt::bench {

double quantile(std::vector<double> samples, double fraction) {
  std::ranges::sort(samples);
  const double position = fraction * static_cast<double>(samples.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, samples.size() - 1);
  const double weight = position - static_cast<double>(below);
  return samples[below] * (1 - weight) + samples[above] * weight;
}

std::vector<double> pairwise_ratios(std::span<const double> samples, std::span<const double> base) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < samples.size(); ++i) ratios.push_back(samples[i] / base[i]);
  return ratios;
}

}  // namespace nsbinfmt::bench
