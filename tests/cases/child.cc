#include "tests/cases/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <stdexcept>

#include "tests/cases/errno_name.h"
#include "tests/cases/fd.h"

namespace nsbinfmt::test {
namespace {

struct Pipe {
  Fd reader;
  Fd writer;
};

Pipe make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
  return {Fd(ends[0]), Fd(ends[1])};
}

[[noreturn]] void run_body(const std::function<int()>& body, int out, int err) {
  setpgid(0, 0);
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (dup2(null, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
    _exit(125);
  syscall(SYS_close_range, 3U, ~0U, 0U);
  try {
    _exit(body());
  } catch (const std::exception& error) {
    write_text(STDOUT_FILENO, std::string("exception: ") + error.what() + "\n");
    _exit(125);
  }
}

// Appends what can be read; false at the end.
bool drain(const Fd& from, std::string& text) {
  std::array<char, 65536> block{};
  const ssize_t n = read(from.number(), block.data(), block.size());
  if (n > 0) text.append(block.data(), static_cast<std::size_t>(n));
  return n > 0 || (n < 0 && errno == EINTR);
}

}  // namespace

void write_text(int fd, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = write(fd, text.data() + done, text.size() - done);
    if (n < 0) return;
    done += static_cast<std::size_t>(n);
  }
}

std::string status_text(const Outcome& outcome) {
  if (outcome.timed_out) return "timed out\n";
  if (WIFSIGNALED(outcome.wait_status))
    return std::string("signal ") + signal_name(WTERMSIG(outcome.wait_status)) + "\n";
  const int status = WEXITSTATUS(outcome.wait_status);
  return status == 0 ? "" : "exit " + std::to_string(status) + "\n";
}

Outcome run_in_child(const std::function<int()>& body, int timeout_seconds) {
  using Clock = std::chrono::steady_clock;
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  std::fflush(nullptr);
  Outcome outcome;
  outcome.pid = fork();
  if (outcome.pid < 0) throw std::runtime_error("cannot fork");
  if (outcome.pid == 0) run_body(body, out.writer.number(), err.writer.number());
  setpgid(outcome.pid, outcome.pid);
  out.writer.reset();
  err.writer.reset();
  const auto deadline = Clock::now() + std::chrono::seconds(timeout_seconds);
  while (out.reader.valid() || err.reader.valid()) {
    std::array<pollfd, 2> fds = {pollfd{out.reader.number(), POLLIN, 0},
                                 pollfd{err.reader.number(), POLLIN, 0}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
      outcome.timed_out = true;
      kill(-outcome.pid, SIGKILL);
      break;
    }
    if (poll(fds.data(), fds.size(), static_cast<int>(left)) < 0) continue;
    if (fds[0].revents != 0 && !drain(out.reader, outcome.out)) out.reader.reset();
    if (fds[1].revents != 0 && !drain(err.reader, outcome.err)) err.reader.reset();
  }
  while (waitpid(outcome.pid, &outcome.wait_status, 0) < 0 && errno == EINTR) {
  }
  return outcome;
}

void become(const std::vector<std::string>& argv, const std::vector<std::string>& environment) {
  std::vector<std::string> words = argv;
  std::vector<std::string> variables = {"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C",
                                        "HOME=/tmp"};
  variables.insert(variables.end(), environment.begin(), environment.end());
  std::vector<char*> argv_pointers;
  std::vector<char*> environment_pointers;
  for (std::string& word : words) argv_pointers.push_back(word.data());
  for (std::string& variable : variables) environment_pointers.push_back(variable.data());
  argv_pointers.push_back(nullptr);
  environment_pointers.push_back(nullptr);
  execve(argv_pointers[0], argv_pointers.data(), environment_pointers.data());
  const int error = errno;
  write_text(STDOUT_FILENO, "start of the action: " + std::string(errno_name(error)) + "\n");
  _exit(error == ENOENT ? 127 : 126);
}

}  // namespace nsbinfmt::test
