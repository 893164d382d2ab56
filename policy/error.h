#pragma once

#include <exception>
#include <string>
#include <utility>

namespace nsbinfmt::policy {

/// Exit statuses of nsbinfmt's own, as env(1) and timeout(1) use them.
enum class ExitStatus : int { failure = 125, not_executable = 126, not_found = 127 };

/// What the user asked for cannot be done. Thrown anywhere, caught in main only.
/// `message` says what failed, on what, and why; `hint` (may be empty) says what to do about it.
class Error : public std::exception {
 public:
  explicit Error(std::string message, std::string hint = {}, ExitStatus exit = ExitStatus::failure)
      : message_(std::move(message)), hint_(std::move(hint)), exit_(exit) {}

  const char* what() const noexcept override { return message_.c_str(); }
  const std::string& message() const { return message_; }
  const std::string& hint() const { return hint_; }
  ExitStatus exit() const { return exit_; }

 private:
  std::string message_;
  std::string hint_;
  ExitStatus exit_;
};

}  // namespace nsbinfmt::policy
