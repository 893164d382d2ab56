#include "tests/bench/contestant.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <utility>

namespace nsbinfmt::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Stream = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

[[noreturn]] void fail(const std::string& what, int error) {
  throw std::runtime_error(fmt::format("cannot {}: {}", what, std::strerror(error)));
}

/// What the child's standard input and output become; its standard error is ours.
class Streams {
 public:
  Streams() { posix_spawn_file_actions_init(&actions_); }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;
  ~Streams() { posix_spawn_file_actions_destroy(&actions_); }

  void open_null(int number) { posix_spawn_file_actions_addopen(&actions_, number, "/dev/null", O_RDWR, 0); }
  void duplicate(int from, int number) { posix_spawn_file_actions_adddup2(&actions_, from, number); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// A command ready to be spawned: nothing is built while the clock runs.
class Command {
 public:
  explicit Command(std::vector<std::string> words) : words_(std::move(words)) {
    for (std::string& word : words_) pointers_.push_back(word.data());
    pointers_.push_back(nullptr);
  }
  const std::string& name() const { return words_.front(); }

  pid_t spawn(const Streams& streams) {
    pid_t child = 0;
    const int error =
        posix_spawnp(&child, pointers_.front(), streams.get(), nullptr, pointers_.data(), environ);
    if (error != 0) fail(fmt::format("start '{}'", name()), error);
    return child;
  }

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) fail("wait", errno);
  return status;
}

/// Of the children that have ended, with theirs.
double cpu_of_children() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  constexpr double per_second = 1e6;
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * per_second +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

class Start : public Contestant {
 public:
  explicit Start(std::vector<std::string> words) : command_(std::move(words)) {
    streams_.open_null(STDIN_FILENO);
    streams_.open_null(STDOUT_FILENO);
  }

  Sample measure() override {
    const double cpu_start = cpu_of_children();
    const Clock::time_point start = Clock::now();
    const int status = wait_for(command_.spawn(streams_));
    const std::chrono::duration<double, std::micro> passed = Clock::now() - start;
    if (status != 0) throw std::runtime_error(fmt::format("'{}' ended with {:#x}", command_.name(), status));
    return {.wall = passed.count(), .cpu = cpu_of_children() - cpu_start};
  }

 private:
  Command command_;
  Streams streams_;
};

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

Pipe make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) fail("make a pipe", errno);
  return {.read_end = ends[0], .write_end = ends[1]};
}

class Loop : public Contestant {
 public:
  explicit Loop(std::vector<std::string> words) : command_(std::move(words)) {
    const Pipe ask = make_pipe();
    const Pipe answer = make_pipe();
    ask_.reset(fdopen(ask.write_end, "w"));
    answer_.reset(fdopen(answer.read_end, "r"));
    Streams streams;
    streams.duplicate(ask.read_end, STDIN_FILENO);
    streams.duplicate(answer.write_end, STDOUT_FILENO);
    child_ = command_.spawn(streams);
    close(ask.read_end);
    close(answer.write_end);
  }
  ~Loop() override {
    ask_.reset();
    waitpid(child_, nullptr, 0);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  Sample measure() override {
    Sample nanoseconds;
    const bool answered = std::fputc('g', ask_.get()) != EOF && std::fflush(ask_.get()) == 0 &&
                          std::fscanf(answer_.get(), "%lf %lf", &nanoseconds.wall, &nanoseconds.cpu) == 2;
    if (!answered) throw std::runtime_error(fmt::format("the loop in '{}' gave up", command_.name()));
    return {.wall = nanoseconds.wall / 1000, .cpu = nanoseconds.cpu / 1000};
  }

 private:
  Command command_;
  Stream ask_{nullptr, std::fclose};
  Stream answer_{nullptr, std::fclose};
  pid_t child_ = 0;
};

}  // namespace

std::unique_ptr<Contestant> make_start(std::vector<std::string> command) {
  return std::make_unique<Start>(std::move(command));
}

std::unique_ptr<Contestant> make_loop(std::vector<std::string> command) {
  return std::make_unique<Loop>(std::move(command));
}

}  // namespace nsbinfmt::bench
