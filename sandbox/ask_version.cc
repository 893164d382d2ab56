#include "sandbox/ask_version.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {
namespace {

[[noreturn]] void become(const std::string& program, const std::string& argument, const Fd& output) {
  constexpr int not_started = 127;
  const auto [null, error] = sys::open("/dev/null", O_RDONLY);
  const bool ready =
      !error && !sys::set_parent_death_signal(SIGKILL) && !sys::duplicate_onto(null, STDIN_FILENO) &&
      !sys::duplicate_onto(output, STDOUT_FILENO) && !sys::duplicate_onto(output, STDERR_FILENO);
  if (ready) {
    // Only a failure comes back; the parent sees it as no output.
    [[maybe_unused]] const Errno failed = sys::execute(program, {program, argument});
  }
  ::_exit(not_started);
}

}  // namespace

std::string ask_version(const std::string& program, const std::string& argument) {
  auto [pipe, pipe_error] = sys::make_pipe();
  if (pipe_error) sys_error(pipe_error, "", "make a pipe");
  const sys::WaitableChildren waitable;
  const auto [child, fork_error] = sys::fork_process();
  if (fork_error) sys_error(fork_error, "", "fork");
  if (child == 0) become(program, argument, pipe.write_end);
  pipe.write_end.close();
  constexpr std::size_t enough = 4096;
  auto [output, read_error] = sys::read_up_to(pipe.read_end, enough);
  pipe.read_end.close();
  const auto [status, wait_error] = sys::wait_for(child);
  if (read_error) sys_error(read_error, "", "read the version of '{}'", program);
  if (wait_error) sys_error(wait_error, "", "wait for '{}'", program);
  constexpr int exited_not_started = 127 << 8;
  return status == exited_not_started ? "" : output;
}

}  // namespace nsbinfmt::sandbox
