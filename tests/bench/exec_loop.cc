// exec_loop COUNT PROGRAM [ARG...]: for each byte on standard input, executes PROGRAM that many times in a
// row and answers with a line, the nanoseconds per execution. One sandbox can so be asked again and again, in
// turn with others.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <initializer_list>

namespace {

constexpr int usage_status = 2;

long nanoseconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000L + now.tv_nsec;
}

/// Of this process and its children that have ended.
long cpu_nanoseconds() {
  long sum = 0;
  for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(who, &usage);
    sum += (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000'000L +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1'000L;
  }
  return sum;
}

void execute_once(char** argv) {
  volatile int error = 0;  // written by the child: vfork shares the memory
  const pid_t child = vfork();
  if (child == 0) {
    execv(argv[0], argv);
    error = errno;
    _exit(1);
  }
  int status = 0;
  const bool waited = child > 0 && waitpid(child, &status, 0) == child;
  if (waited && status == 0) return;
  std::fprintf(stderr, "exec_loop: %s failed: %s, wait status %#x\n", argv[0],
               std::strerror(error != 0 ? error : errno), static_cast<unsigned>(status));
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  const long count = argc < 3 ? 0 : std::atol(argv[1]);
  if (count <= 0) {
    std::fputs("usage: exec_loop COUNT PROGRAM [ARG...]\n", stderr);
    return usage_status;
  }
  char asked = 0;
  while (read(STDIN_FILENO, &asked, 1) == 1) {
    const long cpu_start = cpu_nanoseconds();
    const long start = nanoseconds_now();
    for (long i = 0; i < count; ++i) execute_once(argv + 2);
    const long passed = nanoseconds_now() - start;
    std::printf("%ld %ld\n", passed / count, (cpu_nanoseconds() - cpu_start) / count);
    std::fflush(stdout);
  }
  return 0;
}
