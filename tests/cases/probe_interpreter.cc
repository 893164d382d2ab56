// What an exec'd program can know about itself, as text. Serves as the interpreter of rules, as the target of
// #! lines and as a native program. The environment chooses: PROBE=item,item,... (default argv),
// PROBE_EXIT=status, PROBE_SIGNAL=number.
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "tests/cases/errno_name.h"

// Defined by the linker: this program's own ELF header in memory. Bytes 9..15 are padding that a test may
// mark.
extern "C" const ElfW(Ehdr) __ehdr_start;

namespace nsbinfmt::test {
namespace {

struct Process {
  std::vector<std::string> arguments;
  std::size_t environment_count = 0;
  const ElfW(auxv_t) * auxv = nullptr;
};

std::string read_file(const char* path) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::string("unreadable: ") + errno_name(errno);
  std::string text;
  std::array<char, 4096> block{};
  for (ssize_t n = 0; (n = read(fd, block.data(), block.size())) > 0;)
    text.append(block.data(), static_cast<std::size_t>(n));
  close(fd);
  return text;
}

std::string link_target(const std::string& path) {
  std::array<char, 4096> target{};
  const ssize_t n = readlink(path.c_str(), target.data(), target.size());
  return n < 0 ? std::string("unreadable: ") + errno_name(errno)
               : std::string(target.data(), static_cast<std::size_t>(n));
}

std::string bracketed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "[" : " [") + word + "]";
  return text;
}

std::string lengths(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + std::to_string(word.size());
  return text;
}

std::string command_line() {
  std::string text = read_file("/proc/self/cmdline");
  std::string shown = "[";
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\0')
      shown += "] [";
    else
      shown += text[i];
  }
  return shown + "]";
}

// Asked before anything is opened here, by number, so that it needs no /proc.
std::string open_fds(int from) {
  std::string text;
  for (int fd = from; fd < 256; ++fd)
    if (fcntl(fd, F_GETFD) >= 0) text += (text.empty() ? "" : " ") + std::to_string(fd);
  return text.empty() ? "none" : text;
}

std::string status_field(std::string_view name) {
  const std::string status = read_file("/proc/self/status");
  const std::string key = "\n" + std::string(name) + ":\t";
  const std::size_t at = status.find(key);
  if (at == std::string::npos) return "absent";
  const std::size_t start = at + key.size();
  return status.substr(start, status.find('\n', start) - start);
}

const ElfW(auxv_t) * auxv_entry(const Process& process, unsigned long type) {
  for (const ElfW(auxv_t)* entry = process.auxv; entry->a_type != AT_NULL; ++entry)
    if (entry->a_type == type) return entry;
  return nullptr;
}

std::string auxv_types(const Process& process) {
  std::string text;
  for (const ElfW(auxv_t)* entry = process.auxv; entry->a_type != AT_NULL; ++entry)
    text += std::to_string(entry->a_type) + " ";
  return text + "0";
}

std::string before_execfd(const Process& process) {
  unsigned long before = 0;
  for (const ElfW(auxv_t)* entry = process.auxv; entry->a_type != AT_NULL; ++entry) {
    if (entry->a_type == AT_EXECFD) return std::to_string(before);
    before = entry->a_type;
  }
  return "none";
}

std::string execfd_state(int fd) {
  const int flags = fcntl(fd, F_GETFL);
  const int descriptor_flags = fcntl(fd, F_GETFD);
  if (flags < 0) return std::string("closed: ") + errno_name(errno);
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "getfl 0%o cloexec %d position %ld", static_cast<unsigned>(flags),
                descriptor_flags & FD_CLOEXEC, static_cast<long>(lseek(fd, 0, SEEK_CUR)));
  return text.data();
}

std::string execfd_text(int fd) {
  std::array<char, 64> text{};
  const ssize_t n = pread(fd, text.data(), text.size(), 0);
  if (n < 0) return std::string("unreadable: ") + errno_name(errno);
  std::string shown(text.data(), static_cast<std::size_t>(n));
  std::replace(shown.begin(), shown.end(), '\n', '$');
  return shown;
}

std::string mark() {
  const auto* ident = reinterpret_cast<const char*>(&__ehdr_start);
  return {ident + 9, strnlen(ident + 9, 7)};
}

std::string limits() {
  std::string text;
  for (int resource : {RLIMIT_AS, RLIMIT_CORE, RLIMIT_CPU, RLIMIT_DATA, RLIMIT_FSIZE, RLIMIT_MEMLOCK,
                       RLIMIT_NOFILE, RLIMIT_NPROC, RLIMIT_STACK}) {
    rlimit value{};
    getrlimit(static_cast<decltype(RLIMIT_AS)>(resource), &value);
    text += std::to_string(value.rlim_cur) + "/" + std::to_string(value.rlim_max) + " ";
  }
  return text;
}

std::string parent_death_signal() {
  int signal = 0;
  prctl(PR_GET_PDEATHSIG, &signal);
  return std::to_string(signal);
}

std::string file_umask() {
  const mode_t mask = umask(0);
  umask(mask);
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%04o", mask);
  return text.data();
}

std::string working_directory() {
  std::array<char, 4096> path{};
  return getcwd(path.data(), path.size()) == nullptr ? errno_name(errno) : path.data();
}

std::string terminal() {
  const int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return errno_name(errno);
  const std::string text = "foreground " + std::string(tcgetpgrp(fd) == getpgrp() ? "yes" : "no") +
                           " stdin " + std::string(isatty(0) != 0 ? "tty" : "no tty");
  close(fd);
  return text;
}

std::string item(const Process& process, std::string_view name) {
  const ElfW(auxv_t)* execfd = auxv_entry(process, AT_EXECFD);
  const int fd = execfd == nullptr ? -1 : static_cast<int>(execfd->a_un.a_val);
  const std::string path = name.starts_with("env:") ? std::string(name.substr(4)) : std::string();
  if (name == "argv") return bracketed(process.arguments);
  if (name == "lengths") return lengths(process.arguments);
  if (name == "argc") return std::to_string(process.arguments.size());
  if (name == "at_flags") return std::to_string(getauxval(AT_FLAGS));
  if (name == "execfn") {
    const ElfW(auxv_t)* entry = auxv_entry(process, AT_EXECFN);
    return entry == nullptr ? "none" : reinterpret_cast<const char*>(entry->a_un.a_val);
  }
  if (name == "execfd") return fd < 0 ? "none" : std::to_string(fd);
  if (name == "execfd_state") return fd < 0 ? "none" : execfd_state(fd);
  if (name == "execfd_text") return fd < 0 ? "none" : execfd_text(fd);
  if (name == "comm") {
    std::array<char, 32> comm{};
    prctl(PR_GET_NAME, comm.data());
    return comm.data();
  }
  if (name == "exe") return link_target("/proc/self/exe");
  if (name == "cmdline") return command_line();
  if (name == "dumpable") return std::to_string(prctl(PR_GET_DUMPABLE));
  if (name == "fds") return open_fds(3);
  if (name == "all_fds") return open_fds(0);
  if (name == "cwd") return working_directory();
  if (name == "umask") return file_umask();
  if (name == "limits") return limits();
  if (name == "envc") return std::to_string(process.environment_count);
  if (name == "secure") return std::to_string(getauxval(AT_SECURE));
  if (name == "ids")
    return std::to_string(getuid()) + " " + std::to_string(geteuid()) + " " + std::to_string(getgid()) + " " +
           std::to_string(getegid());
  if (name == "process")
    return "pid " + std::to_string(getpid()) + " parent " + std::to_string(getppid()) + " group " +
           std::to_string(getpgrp()) + " session " + std::to_string(getsid(0));
  if (name == "auxv") return auxv_types(process);
  if (name == "before_execfd") return before_execfd(process);
  if (name == "mark") return mark();
  if (name == "blocked") return status_field("SigBlk");
  if (name == "ignored") return status_field("SigIgn");
  if (name == "threads") return status_field("Threads");
  if (name == "caps")
    return "prm " + status_field("CapPrm") + " eff " + status_field("CapEff") + " bnd " +
           status_field("CapBnd") + " amb " + status_field("CapAmb") + " inh " + status_field("CapInh");
  if (name == "no_new_privs") return status_field("NoNewPrivs");
  if (name == "pdeathsig") return parent_death_signal();
  if (name == "terminal") return terminal();
  if (name.starts_with("env:")) return getenv(path.c_str()) == nullptr ? "unset" : getenv(path.c_str());
  return "unknown item";
}

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(STDOUT_FILENO, text.data(), text.size());
    if (n <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::vector<std::string> wanted_items() {
  const char* text = getenv("PROBE");
  std::string_view rest = text == nullptr ? "argv" : text;
  std::vector<std::string> items;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    items.emplace_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return items;
}

int number_from_environment(const char* name) {
  const char* text = getenv(name);
  return text == nullptr ? 0 : std::atoi(text);
}

}  // namespace
}  // namespace nsbinfmt::test

int main(int argc, char** argv, char** environment) {
  using namespace nsbinfmt::test;
  Process process{.arguments = {argv, argv + argc}, .environment_count = 0, .auxv = nullptr};
  char** after = environment;
  while (*after != nullptr) ++after;
  process.environment_count = static_cast<std::size_t>(after - environment);
  process.auxv = reinterpret_cast<const ElfW(auxv_t)*>(after + 1);
  std::string text;
  for (const std::string& name : wanted_items()) text += name + " " + item(process, name) + "\n";
  write_all(text);
  if (const int signal = number_from_environment("PROBE_SIGNAL"); signal != 0) {
    std::signal(signal, SIG_DFL);
    raise(signal);
  }
  return number_from_environment("PROBE_EXIT");
}
