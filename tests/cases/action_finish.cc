#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <functional>
#include <vector>

#include "tests/cases/action.h"
#include "tests/cases/errno_name.h"

extern char** environ;  // NOLINT: POSIX

namespace nsbinfmt::test {
namespace {

enum class ArgvKind { given, empty, null };

// One exec, ready to be issued from whatever thread or vfork child; it returns only when it failed.
struct Call {
  std::string path;
  std::vector<std::string> arguments;
  ArgvKind argv_kind = ArgvKind::given;
  bool search_path = false;
  bool use_execveat = false;
  int directory = AT_FDCWD;
  int flags = 0;

  std::vector<char*> pointers;

  void make_pointers() {
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
  }
  [[nodiscard]] int issue() {
    char** argv = argv_kind == ArgvKind::null ? nullptr : pointers.data();
    long result = 0;
    if (use_execveat)
      result = syscall(SYS_execveat, directory, path.c_str(), argv, environ, flags);
    else if (search_path)
      result = execvp(path.c_str(), argv);
    else
      result = syscall(SYS_execve, path.c_str(), argv, environ);
    return result == 0 ? 0 : errno;
  }
};

void report_return(int error) { say(std::string(error == 0 ? "returned ok" : errno_name(error)) + "\n"); }

void* issue_in_thread(void* call) {
  report_return(static_cast<Call*>(call)->issue());
  _exit(0);
}

[[noreturn]] void issue(Call call, const Manner& manner) {
  call.make_pointers();
  if (manner.from_thread) {
    pthread_t thread{};
    if (pthread_create(&thread, nullptr, issue_in_thread, &call) != 0) std::abort();
    for (;;) pause();
  }
  if (manner.in_vfork) {
    // Written to by the child, which shares this memory until its exec.
    static volatile int error;
    error = 0;
    const pid_t child = vfork();
    if (child == 0) {
      error = call.issue();
      _exit(0);
    }
    if (error != 0) report_return(error);
    _exit(wait_and_report(child));
  }
  report_return(call.issue());
  _exit(0);
}

int execveat_flags(const std::string& text) {
  int flags = 0;
  if (text.find("empty") != std::string::npos) flags |= AT_EMPTY_PATH;
  if (text.find("nofollow") != std::string::npos) flags |= AT_SYMLINK_NOFOLLOW;
  if (text.find("check") != std::string::npos) flags |= 0x10000;  // AT_EXECVE_CHECK, Linux 6.14
  if (text.find("bad") != std::string::npos) flags |= 0x40000000;
  return flags;
}

// execveat cwd|NUMBER PATH FLAGS ARGV...
Call execveat_call(Words& words) {
  Call call;
  call.use_execveat = true;
  const std::string directory = take(words);
  call.directory = directory == "cwd" ? AT_FDCWD : std::atoi(directory.c_str());
  call.path = take(words);
  call.flags = execveat_flags(take(words));
  call.arguments.assign(words.begin(), words.end());
  return call;
}

void copy_to_output(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) stop("read");
  std::array<char, 4096> block{};
  for (ssize_t n = 0; (n = read(fd, block.data(), block.size())) > 0;)
    say({block.data(), static_cast<std::size_t>(n)});
  close(fd);
}

void write_to(const std::string& path, const std::string& text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return report_return(errno);
  report_return(write(fd, text.data(), text.size()) < 0 ? errno : 0);
  close(fd);
}

// argument-limit NATIVE GUEST INTERPRETER: what a rule costs of the total, less the two strings it adds.
void compare_limits(Words& words) {
  const std::string native = take(words);
  const std::string guest = take(words);
  const std::string interpreter = take(words);
  const auto spent = static_cast<long>(argument_limit(native)) - static_cast<long>(argument_limit(guest));
  const auto added = static_cast<long>(interpreter.size() + 1 + guest.size() + 1);
  say("limit less by its interpreter, its path and " + std::to_string(spent - added) + "\n");
}

}  // namespace

void finish(Words& words, const Manner& manner) {
  const std::string verb = take(words);
  const bool null_argv = verb == "exec-null";
  if (verb == "exec" || verb == "execvp" || verb == "exec-empty" || null_argv) {
    Call call;
    call.path = take(words);
    call.search_path = verb == "execvp";
    call.argv_kind = null_argv ? ArgvKind::null : ArgvKind::given;
    call.arguments.assign(words.begin(), words.end());
    issue(std::move(call), manner);
  }
  if (verb == "exec-size") {  // PATH SIZE: one argument that takes SIZE bytes with its NUL
    Call call;
    call.path = take(words);
    call.arguments = {"A0", std::string(static_cast<std::size_t>(take_number(words)) - 1, 'a')};
    issue(std::move(call), manner);
  }
  if (verb == "execveat") issue(execveat_call(words), manner);
  if (verb == "say") {
    say(take(words) + "\n");
  } else if (verb == "read") {
    copy_to_output(take(words));
  } else if (verb == "write") {
    const std::string path = take(words);
    write_to(path, take(words));
  } else if (verb == "umount") {
    report_return(umount2(take(words).c_str(), MNT_DETACH) != 0 ? errno : 0);
  } else if (verb == "count-user-namespaces") {
    count_user_namespaces();
  } else if (verb == "argument-limit") {
    compare_limits(words);
  } else {
    say("exec_action: no such word: " + verb + "\n");
    _exit(2);
  }
  _exit(0);
}

}  // namespace nsbinfmt::test
