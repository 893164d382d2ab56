#include "tests/cases/errno_name.h"

#include <array>
#include <cerrno>
#include <csignal>

namespace nsbinfmt::test {
namespace {

struct Name {
  int value;
  const char* name;
};

constexpr std::array errno_names = {
    Name{0, "ok"},           Name{E2BIG, "E2BIG"},     Name{EACCES, "EACCES"},
    Name{EBADF, "EBADF"},    Name{EBUSY, "EBUSY"},     Name{EEXIST, "EEXIST"},
    Name{EFAULT, "EFAULT"},  Name{EINTR, "EINTR"},     Name{EINVAL, "EINVAL"},
    Name{EIO, "EIO"},        Name{EISDIR, "EISDIR"},   Name{ELOOP, "ELOOP"},
    Name{EMFILE, "EMFILE"},  Name{ENODEV, "ENODEV"},   Name{ENAMETOOLONG, "ENAMETOOLONG"},
    Name{ENOENT, "ENOENT"},  Name{ENOEXEC, "ENOEXEC"}, Name{ENOMEM, "ENOMEM"},
    Name{ENOSPC, "ENOSPC"},  Name{ENOSYS, "ENOSYS"},   Name{ENOTDIR, "ENOTDIR"},
    Name{ENOTTY, "ENOTTY"},  Name{ENXIO, "ENXIO"},     Name{EPERM, "EPERM"},
    Name{EROFS, "EROFS"},    Name{ESRCH, "ESRCH"},     Name{ETXTBSY, "ETXTBSY"},
    Name{ENOTSUP, "ENOTSUP"}};

constexpr std::array signal_names = {
    Name{SIGHUP, "HUP"},   Name{SIGINT, "INT"},   Name{SIGQUIT, "QUIT"}, Name{SIGILL, "ILL"},
    Name{SIGABRT, "ABRT"}, Name{SIGFPE, "FPE"},   Name{SIGKILL, "KILL"}, Name{SIGSEGV, "SEGV"},
    Name{SIGPIPE, "PIPE"}, Name{SIGALRM, "ALRM"}, Name{SIGTERM, "TERM"}, Name{SIGUSR1, "USR1"},
    Name{SIGUSR2, "USR2"}, Name{SIGBUS, "BUS"},   Name{SIGSYS, "SYS"},   Name{SIGSTOP, "STOP"},
    Name{SIGTSTP, "TSTP"}, Name{SIGCONT, "CONT"}, Name{SIGXCPU, "XCPU"}};

template <typename Table>
const char* find(const Table& table, int value, const char* otherwise) {
  for (const Name& row : table)
    if (row.value == value) return row.name;
  return otherwise;
}

}  // namespace

const char* errno_name(int value) { return find(errno_names, value, "E-unnamed"); }

const char* signal_name(int number) { return find(signal_names, number, "unnamed"); }

}  // namespace nsbinfmt::test
