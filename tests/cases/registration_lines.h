#pragma once

#include <span>
#include <string>

namespace nsbinfmt::test {

// What nsbinfmt makes of a line.
enum class Judged {
  like_the_kernel,  // taken or refused alike
  same_or_refused,  // nsbinfmt may be stricter; what it takes must be what the kernel takes
  refused,          // by design, although the kernel takes it
  not_asked,        // cannot be an argument, or would not be one line
};

// One write to `register`. $W is a world with: i (executable), plain (0644), d/ (directory), closed/i
// (directory unsearchable), loop (symlink to itself).
struct Line {
  std::string name;
  std::string facts;
  std::string bytes;
  std::string verdict = "ok";  // or an errno's name
  std::string entry = "";  // when taken: what reading the entry gives after "enabled\n"; empty: not checked
  Judged judged = Judged::like_the_kernel;
  std::string entry_name = "n";
};

std::span<const Line> registration_lines();

}  // namespace nsbinfmt::test
