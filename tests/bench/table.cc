#include "tests/bench/table.h"

#include <fmt/core.h>

#include "tests/bench/statistics.h"

namespace nsbinfmt::bench {
namespace {

std::string ratio_text(std::span<const double> samples, std::span<const double> base) {
  if (samples.data() == base.data()) return "1";
  const std::vector<double> ratios = pairwise_ratios(samples, base);
  return fmt::format("**{:.3f}** ({:.3f}-{:.3f})", quantile(ratios, 0.5), quantile(ratios, 0.25),
                     quantile(ratios, 0.75));
}

}  // namespace

std::string to_table(std::span<const Series> all, std::span<const std::size_t> bases) {
  constexpr double low = 0.1;
  std::string head = "| what | p10 us | median us | CPU p10 us | CPU median us |";
  std::string rule = "|---|---|---|---|---|";
  for (const std::size_t base : bases) {
    head += fmt::format(" x {0} | CPU x {0} |", all[base].name);
    rule += "---|---|";
  }
  std::string text = head + " command |\n" + rule + "---|\n";
  for (const Series& series : all) {
    text += fmt::format("| {} | {:.0f} | {:.0f} | {:.0f} | {:.0f} |", series.name, quantile(series.wall, low),
                        quantile(series.wall, 0.5), quantile(series.cpu, low), quantile(series.cpu, 0.5));
    for (const std::size_t base : bases)
      text += fmt::format(" {} | {} |", ratio_text(series.wall, all[base].wall),
                          ratio_text(series.cpu, all[base].cpu));
    text += fmt::format(" `{}` |\n", series.command);
  }
  return text;
}

}  // namespace nsbinfmt::bench
