#include "sandbox/run_command.h"

#include <cerrno>
#include <string_view>

#include "sandbox/find_program.h"
#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {
namespace {

/// A shell's own test: a NUL byte in the first line.
bool looks_like_binary(const std::string& path) {
  const auto program = read_program(path);
  if (!program) return true;
  const std::string_view first_line = std::string_view(program->head).substr(0, program->head.find('\n'));
  return first_line.find('\0') != std::string_view::npos;
}

/// execve(2) of one file; returns when it fails.
Errno execute_file(const std::string& path, const std::vector<std::string>& command) {
  const Errno error = sys::execute(path, command);
  if (error.value != ENOEXEC || looks_like_binary(path)) return error;
  std::vector<std::string> by_shell = {"/bin/sh", path};
  by_shell.insert(by_shell.end(), command.begin() + 1, command.end());
  return sys::execute("/bin/sh", by_shell);
}

/// Tries PATH's directories in turn, past those that have no such file or do not let it be executed.
Errno execute_on_path(const std::vector<std::string>& command) {
  Errno worst{ENOENT};
  for (const std::string& directory : path_directories()) {
    const Errno error =
        execute_file(directory.empty() ? command.front() : directory + "/" + command.front(), command);
    const bool goes_on = error.value == ENOENT || error.value == ENOTDIR || error.value == EACCES;
    if (!goes_on) return error;
    if (error.value == EACCES) worst = error;
  }
  return worst;
}

std::string hint_for(Errno error, bool exists) {
  if (error.value == ENOEXEC) return "no rule matches it: --explain FILE says what would run a file";
  if (error.value == ENOENT && exists)
    return "the file is there: what is missing is the interpreter of its #! line, its dynamic loader, or its "
           "rule's engine";
  return {};
}

}  // namespace

void run_command(const std::vector<std::string>& command) {
  const std::string& name = command.front();
  const bool has_slash = name.find('/') != std::string::npos;
  const Errno error = has_slash ? execute_file(name, command) : execute_on_path(command);
  const auto found = find_program(name);
  const auto* missing = std::get_if<NotFound>(&found);
  // An unsearchable directory on PATH makes it EACCES; the command is not found all the same.
  if (missing != nullptr && !missing->exists && !has_slash)
    throw policy::Error(fmt::format("cannot execute '{}': {}", name, missing->why), {},
                        policy::ExitStatus::not_found);
  throw policy::Error(
      fmt::format("cannot execute '{}': {}", name, to_text(error)), hint_for(error, missing == nullptr),
      error.value == ENOENT ? policy::ExitStatus::not_found : policy::ExitStatus::not_executable);
}

}  // namespace nsbinfmt::sandbox
