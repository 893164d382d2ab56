// by_hand RULES COMMAND [ARG...]: what anyone could write with unshare(2): a user namespace with a
// binfmt_misc of its own, each line of the file RULES written to its register file, COMMAND executed in
// place. Nothing is checked, nothing is given up. nsbinfmt is held against it.

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

namespace {

constexpr int usage_status = 2;
constexpr const char* binfmt_directory = "/proc/sys/fs/binfmt_misc";

void require(bool succeeded, const std::string& what) {
  if (succeeded) return;
  std::fprintf(stderr, "by_hand: %s: %s\n", what.c_str(), std::strerror(errno));
  std::exit(1);
}

void write_file(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  require(file >= 0, path);
  require(write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()), "write '" + text + "'");
  close(file);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: by_hand RULES COMMAND [ARG...]\n", stderr);
    return usage_status;
  }
  const std::string user = std::to_string(geteuid());
  const std::string group = std::to_string(getegid());
  require(unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0, "unshare");
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", "0 " + user + " 1");
  write_file("/proc/self/gid_map", "0 " + group + " 1");
  require(mount("binfmt_misc", binfmt_directory, "binfmt_misc", 0, nullptr) == 0, "mount");
  std::ifstream rules(argv[1]);
  require(rules.is_open(), argv[1]);
  for (std::string line; std::getline(rules, line);)
    write_file(std::string(binfmt_directory) + "/register", line);
  execvp(argv[2], argv + 2);
  require(false, argv[2]);
}
