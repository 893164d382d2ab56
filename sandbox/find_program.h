#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "policy/program.h"

namespace nsbinfmt::sandbox {

/// Why a program cannot be used, for people.
struct NotFound {
  std::string why;
  bool exists = false;  ///< something of that name is there
};

/// The directories of PATH in order, "" for the working directory; those of the C library when PATH is not
/// set.
std::vector<std::string> path_directories();

/// The absolute path of a program: looked up on PATH, or from the working directory when it has a slash.
/// Symbolic links stay as they are: programs such as busybox go by the name they are called by.
std::variant<std::string, NotFound> find_program(const std::string& name);

/// What the kernel would see of the file at `path`; nothing when it cannot be executed. The head is empty
/// when it cannot be read.
std::optional<policy::Program> read_program(const std::string& path);

}  // namespace nsbinfmt::sandbox
