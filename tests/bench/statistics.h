#pragma once

#include <span>
#include <vector>

namespace nsbinfmt::bench {

/// The value below which `fraction` of the samples lie, interpolated. There must be samples.
double quantile(std::vector<double> samples, double fraction);

/// What `samples` are of `base`, round by round: noise that lasts longer than a round hits both.
std::vector<double> pairwise_ratios(std::span<const double> samples, std::span<const double> base);

}  // namespace nsbinfmt::bench
