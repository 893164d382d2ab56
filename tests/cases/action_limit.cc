#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "tests/cases/action.h"

extern char** environ;  // NOLINT: POSIX

namespace nsbinfmt::test {
namespace {

constexpr std::size_t chunk = 100000;

// SIZE bytes of arguments after "A0", in strings of one chunk, as execve counts them.
bool takes(const std::string& path, std::size_t size) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) stop("pipe2");
  const pid_t child = fork();
  if (child < 0) stop("fork");
  if (child == 0) {
    const std::string whole(chunk - 1, 'a');
    const std::string rest(size % chunk, 'b');
    std::vector<char*> argv = {const_cast<char*>("A0")};
    for (std::size_t i = 0; i < size / chunk; ++i) argv.push_back(const_cast<char*>(whole.c_str()));
    // A fixed number of strings whatever the size: each one costs a pointer.
    argv.resize(64, const_cast<char*>(""));
    argv.push_back(const_cast<char*>(rest.c_str()));
    argv.push_back(nullptr);
    const int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (quiet < 0 || dup2(quiet, STDOUT_FILENO) < 0) _exit(1);
    syscall(SYS_execve, path.c_str(), argv.data(), environ);
    const char error = errno == E2BIG ? 'b' : 'o';
    if (write(report[1], &error, 1) < 0) _exit(1);
    _exit(1);
  }
  close(report[1]);
  char answer = 0;
  const bool failed = read(report[0], &answer, 1) == 1;
  close(report[0]);
  waitpid(child, nullptr, 0);
  if (failed && answer != 'b') {
    errno = ENOEXEC;
    stop("argument-limit " + path);
  }
  return !failed;
}

}  // namespace

std::size_t argument_limit(const std::string& path) {
  std::size_t good = 0;
  std::size_t bad = 6U << 20;
  while (bad - good > 1) {
    const std::size_t middle = good + (bad - good) / 2;
    (takes(path, middle) ? good : bad) = middle;
  }
  return good;
}

}  // namespace nsbinfmt::test
