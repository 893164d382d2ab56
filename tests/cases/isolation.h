#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "tests/cases/backend.h"
#include "tests/cases/fd.h"
#include "tests/cases/world.h"

namespace nsbinfmt::test {

// What nsbinfmt must show of the world, and must not; one test per backend.
struct IsolationTest {
  std::string name;
  std::function<void(const Backend&)> body;
};

std::span<const IsolationTest> identity_tests();
std::span<const IsolationTest> instance_tests();
std::span<const IsolationTest> status_tests();
std::span<const IsolationTest> terminal_tests();
std::span<const IsolationTest> kill_tests();

// A world with i and j (probes), x.foo ("GUEST"), y.bar, plain (0644) and d/.
const std::vector<File>& isolation_files();
std::string foo_rule(const World& world, const std::string& interpreter = "i", const std::string& flags = "");

// Runs steps (action.h) under nsbinfmt with rules in the world; output and status as text, $W for the world.
std::string inside(const Backend& backend, const World& world, const std::vector<std::string>& rules,
                   const std::vector<std::string>& steps);

// Execs the guest in the world without nsbinfmt.
std::string outside(const World& world, const std::vector<std::string>& steps);

// A command under nsbinfmt that goes on while the test does: stdin is a pipe, stdout collected.
class Running {
 public:
  Running(const Backend& backend, const World& world, const std::vector<std::string>& rules,
          const std::vector<std::string>& argv);
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running();

  [[nodiscard]] int pid() const { return pid_; }
  std::string read_line();  // without its newline; "(end)" at the end, "(nothing)" after ten seconds
  void send(const std::string& text) const;
  void signal(int number) const;
  std::string wait();  // status_text, "exit 0" as ""

 private:
  int pid_ = -1;
  Fd input_;
  Fd output_;
};

}  // namespace nsbinfmt::test
