// bench start|loop ROUNDS {::: [=]NAME COMMAND [ARG...]}...: measures the contestants in turn, ROUNDS times,
// all on one CPU, and prints a markdown table. Those whose NAME is written with '=' are what the others are
// held against.

#include <fmt/core.h>
#include <sched.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <numeric>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/contestant.h"
#include "tests/bench/table.h"

namespace nsbinfmt::bench {
namespace {

constexpr const char* usage = "usage: bench start|loop ROUNDS {::: [=]NAME COMMAND [ARG...]}...";
constexpr std::string_view separator = ":::";
constexpr std::size_t warm_up_rounds = 3;

struct Entry {
  std::string name;
  bool is_base = false;
  std::vector<std::string> command;
};

std::vector<Entry> parse_entries(std::span<char*> words) {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < words.size();) {
    if (words[i] != separator || i + 2 >= words.size()) throw std::runtime_error(usage);
    std::string_view name = words[i + 1];
    Entry entry{.name = {}, .is_base = name.starts_with('='), .command = {}};
    if (entry.is_base) name.remove_prefix(1);
    entry.name = name;
    for (i += 2; i < words.size() && words[i] != separator; ++i) entry.command.emplace_back(words[i]);
    if (entry.command.empty()) throw std::runtime_error(usage);
    entries.push_back(std::move(entry));
  }
  if (entries.empty()) throw std::runtime_error(usage);
  return entries;
}

/// All share the CPU this runs on now: where the scheduler puts a child is no part of what is compared.
void stay_on_one_cpu() {
  const int here = sched_getcpu();
  cpu_set_t one;
  CPU_ZERO(&one);
  if (here >= 0) CPU_SET(static_cast<unsigned>(here), &one);
  if (here < 0 || sched_setaffinity(0, sizeof one, &one) < 0)
    throw std::runtime_error("cannot stay on one CPU");
}

std::string shown(const std::vector<std::string>& command) {
  std::string text;
  for (const std::string& word : command) {
    const bool quoted = word.empty() || word.find_first_of(" {}*?$;&<>()") != std::string::npos;
    text += fmt::format("{}{}", text.empty() ? "" : " ", quoted ? fmt::format("'{}'", word) : word);
  }
  return text;
}

void compare(std::string_view kind, std::size_t rounds, const std::vector<Entry>& entries) {
  std::vector<std::unique_ptr<Contestant>> contestants;
  std::vector<Series> all;
  std::vector<std::size_t> bases;
  for (const Entry& entry : entries) {
    if (entry.is_base) bases.push_back(all.size());
    all.push_back({.name = entry.name, .command = shown(entry.command), .wall = {}, .cpu = {}});
    contestants.push_back(kind == "loop" ? make_loop(entry.command) : make_start(entry.command));
  }
  // What one leaves behind (the kernel frees a namespace later) is charged to the next: each turn is drawn
  // anew.
  std::vector<std::size_t> turns(contestants.size());
  std::iota(turns.begin(), turns.end(), std::size_t{0});
  std::minstd_rand random;
  for (std::size_t round = 0; round < warm_up_rounds + rounds; ++round) {
    std::ranges::shuffle(turns, random);
    for (const std::size_t which : turns) {
      const Sample sample = contestants[which]->measure();
      if (round < warm_up_rounds) continue;
      all[which].wall.push_back(sample.wall);
      all[which].cpu.push_back(sample.cpu);
    }
  }
  fmt::print("{}\n", to_table(all, bases));
}

int run(std::span<char*> words) {
  try {
    if (words.size() < 3) throw std::runtime_error(usage);
    const std::string_view kind = words[1];
    const long rounds = std::strtol(words[2], nullptr, 10);
    if ((kind != "start" && kind != "loop") || rounds < 1) throw std::runtime_error(usage);
    const std::vector<Entry> entries = parse_entries(words.subspan(3));
    stay_on_one_cpu();
    compare(kind, static_cast<std::size_t>(rounds), entries);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench: %s\n", error.what());
    return 1;
  }
}

}  // namespace
}  // namespace nsbinfmt::bench

int main(int argc, char** argv) {
  return nsbinfmt::bench::run(std::span(argv, static_cast<std::size_t>(argc)));
}
