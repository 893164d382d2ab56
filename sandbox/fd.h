#pragma once

#include <utility>

namespace nsbinfmt::sandbox {

/// An open descriptor; closed when it goes out of scope. Every one of ours is close-on-exec.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int number) : number_(number) {}
  Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { close(); }

  int number() const { return number_; }
  void close();

 private:
  int number_ = -1;
};

}  // namespace nsbinfmt::sandbox
