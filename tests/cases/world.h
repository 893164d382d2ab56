#pragma once

#include <span>
#include <string>

#include "tests/cases/case.h"

namespace nsbinfmt::test {

// A fresh directory that holds one case's files, removed with all it holds at the end. Its path always has
// the same length, so that two runs of a case can be compared to the byte.
class World {
 public:
  explicit World(std::span<const File> files);
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string expand(const std::string& text) const;   // $W -> path
  [[nodiscard]] std::string shorten(const std::string& text) const;  // path -> $W

 private:
  void lay_out(const File& file) const;

  std::string path_;
};

}  // namespace nsbinfmt::test
