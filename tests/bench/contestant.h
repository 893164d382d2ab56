#pragma once

#include <sys/types.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace nsbinfmt::bench {

/// One go, in microseconds. CPU time is that of all its processes: other work on the machine hardly touches
/// it.
struct Sample {
  double wall = 0;
  double cpu = 0;
};

/// One of the things that are measured in turn.
class Contestant {
 public:
  Contestant() = default;
  Contestant(const Contestant&) = delete;
  Contestant& operator=(const Contestant&) = delete;
  virtual ~Contestant() = default;
  /// Throws std::runtime_error when it fails.
  virtual Sample measure() = 0;
};

/// Each go starts the command and waits for its end.
std::unique_ptr<Contestant> make_start(std::vector<std::string> command);

/// The command ends in an exec_loop and is started once; each go asks that for a short loop.
std::unique_ptr<Contestant> make_loop(std::vector<std::string> command);

}  // namespace nsbinfmt::bench
