#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "tests/cases/action.h"

namespace nsbinfmt::test {
namespace {

void move_fd(int from, int to) {
  if (from == to) return;
  if (dup2(from, to) < 0) stop("dup2");
  close(from);
}

// open NUMBER read|path|directory PATH
void open_numbered(Words& words) {
  const int number = take_number(words);
  const std::string mode = take(words);
  const std::string path = take(words);
  const int flags = mode == "path" ? O_PATH : mode == "directory" ? O_PATH | O_DIRECTORY : O_RDONLY;
  const int fd = open(path.c_str(), flags);
  if (fd < 0) stop("open " + path);
  move_fd(fd, number);
}

// memfd NUMBER PATH: an executable memfd with the content of PATH
void memfd_numbered(Words& words) {
  const int number = take_number(words);
  const std::string path = take(words);
  const int source = open(path.c_str(), O_RDONLY);
  if (source < 0) stop("open " + path);
  const int fd = memfd_create("guest", 0);
  if (fd < 0) stop("memfd_create");
  struct stat status {};
  fstat(source, &status);
  if (sendfile(fd, source, nullptr, static_cast<std::size_t>(status.st_size)) != status.st_size)
    stop("sendfile");
  close(source);
  // A memfd still open for writing cannot be executed: ETXTBSY. Reopen it for reading.
  const std::string self = "/proc/self/fd/" + std::to_string(fd);
  const int reader = open(self.c_str(), O_RDONLY);
  if (reader < 0) stop("reopen memfd");
  close(fd);
  move_fd(reader, number);
}

void limit_open_files(int count) {
  const rlimit limit{.rlim_cur = static_cast<rlim_t>(count), .rlim_max = static_cast<rlim_t>(count)};
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) stop("setrlimit");
}

mode_t octal(const std::string& text) { return static_cast<mode_t>(std::strtoul(text.c_str(), nullptr, 8)); }

}  // namespace

bool prepare(Words& words, Manner& manner) {
  const std::string verb = words.empty() ? std::string() : words.front();
  const auto is = [&](std::string_view name) {
    if (verb != name) return false;
    words.pop_front();
    return true;
  };
  if (is("thread")) {
    manner.from_thread = true;
  } else if (is("vfork")) {
    manner.in_vfork = true;
  } else if (is("chdir")) {
    if (chdir(take(words).c_str()) != 0) stop("chdir");
  } else if (is("env")) {
    const std::string name = take(words);
    setenv(name.c_str(), take(words).c_str(), 1);
  } else if (is("show")) {
    setenv("PROBE", take(words).c_str(), 1);
  } else if (is("open")) {
    open_numbered(words);
  } else if (is("memfd")) {
    memfd_numbered(words);
  } else if (is("cloexec")) {
    if (fcntl(take_number(words), F_SETFD, FD_CLOEXEC) != 0) stop("F_SETFD");
  } else if (is("close")) {
    if (close(take_number(words)) != 0) stop("close");
  } else if (is("hold-writer")) {
    if (open(take(words).c_str(), O_WRONLY | O_CLOEXEC) < 0) stop("hold-writer");
  } else if (is("unlink")) {
    if (unlink(take(words).c_str()) != 0) stop("unlink");
  } else if (is("rename")) {
    const std::string from = take(words);
    if (rename(from.c_str(), take(words).c_str()) != 0) stop("rename");
  } else if (is("chmod")) {
    const std::string mode = take(words);
    if (chmod(take(words).c_str(), octal(mode)) != 0) stop("chmod");
  } else if (is("umask")) {
    umask(octal(take(words)));
  } else if (is("nofile")) {
    limit_open_files(take_number(words));
  } else if (is("no-new-privs")) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) stop("no-new-privs");
  } else {
    return prepare_namespace(words);
  }
  return true;
}

}  // namespace nsbinfmt::test
