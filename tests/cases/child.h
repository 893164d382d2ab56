#pragma once

#include <functional>
#include <string>
#include <vector>

namespace nsbinfmt::test {

struct Outcome {
  std::string out;
  std::string err;
  int wait_status = 0;
  int pid = 0;
  bool timed_out = false;
};

// "" for exit status 0, else "exit N\n", "signal NAME\n" or "timed out\n".
std::string status_text(const Outcome& outcome);

// Runs body in a forked child with stdin on /dev/null, its output collected and every other fd closed; the
// child is the leader of a process group of its own, all of which is killed after the time is up. What body
// returns is the exit status.
Outcome run_in_child(const std::function<int()>& body, int timeout_seconds = 60);

// In such a child: becomes the program, with a small fixed environment plus `environment`. Exits 126 or 127
// if it cannot.
[[noreturn]] void become(const std::vector<std::string>& argv,
                         const std::vector<std::string>& environment = {});

void write_text(int fd, const std::string& text);

}  // namespace nsbinfmt::test
