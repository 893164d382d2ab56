#include "sandbox/launcher/watch.h"

#include <asm/resource.h>
#include <asm/siginfo.h>
#include <asm/signal.h>
#include <linux/prctl.h>
#include <linux/time.h>
#include <linux/wait.h>

#include "sandbox/launcher/memory.h"
#include "sandbox/launcher/system_calls.h"

namespace nsbinfmt::launcher {
namespace {

using SignalSet = unsigned long;  // the kernel's sigset_t: bit N-1 is signal N
constexpr SignalSet all_signals = ~0UL;

struct KernelLimit {
  unsigned long soft;
  unsigned long hard;
};

/// struct sigaction of the kernel, all zero: the default action.
struct KernelAction {
  void* handler;
  unsigned long flags;
  void* restorer;
  SignalSet mask;
};

SignalSet swap_blocked(SignalSet set) {
  SignalSet old = 0;
  system_call(__NR_rt_sigprocmask, SIG_SETMASK, address(&set), address(&old), sizeof set);
  return old;
}

long own_pid() { return system_call(__NR_getpid); }

/// Lets `signal` act on this process as it does by default, now.
void suffer(int signal) {
  const KernelAction as_default{};
  system_call(__NR_rt_sigaction, signal, address(&as_default), 0, sizeof(SignalSet));
  const SignalSet before = swap_blocked(~(1UL << (signal - 1)));
  system_call(__NR_kill, own_pid(), signal);
  swap_blocked(before);
}

[[noreturn]] void die_by(int signal) {
  // The engine has left its core already, where it had one; a core_pattern with a pipe asks for more than the
  // limit.
  const KernelLimit none{};
  system_call(__NR_prlimit64, 0, RLIMIT_CORE, address(&none), 0);
  system_call(__NR_prctl, PR_SET_DUMPABLE, 0);
  suffer(signal);
  exit_now(128 + signal);
}

[[noreturn]] void end_as(int status, int trap_status) {
  const int signal = status & 0x7f;
  if (signal != 0) die_by(signal);
  const int code = status >> 8 & 0xff;
  if (code == trap_status) die_by(SIGABRT);
  exit_now(code);
}

/// A stop from the terminal is ours as well, for whoever does job control sees us. Another stop is the
/// engine's own affair: who sends the SIGCONT knows the engine's pid.
bool is_from_terminal(int stop) { return stop == SIGTSTP || stop == SIGTTIN || stop == SIGTTOU; }

/// All that has happened to the child; returns only when it lives on.
void reap(long child, int trap_status) {
  for (;;) {
    int status = 0;
    const long changed = system_call(__NR_wait4, child, address(&status), WNOHANG | WUNTRACED, 0);
    if (changed == 0) return;
    if (changed < 0) exit_now(126);  // cannot be: it is our child, and SIGCHLD is not ignored
    const bool stopped = (status & 0xff) == 0x7f;
    if (!stopped) end_as(status, trap_status);
    const int stop = status >> 8 & 0xff;
    if (is_from_terminal(stop)) suffer(stop);
  }
}

/// Timers stay with a process over an exec, but not over a fork: they go to the engine.
class Timers {
 public:
  Timers() {
    for (long which : all) system_call(__NR_getitimer, which, address(&timers_[which]));
  }
  void set() const {
    for (long which : all) system_call(__NR_setitimer, which, address(&timers_[which]), 0);
  }
  static void stop() {
    const __kernel_old_itimerval off{};
    for (long which : all) system_call(__NR_setitimer, which, address(&off), 0);
  }

 private:
  static constexpr long all[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
  __kernel_old_itimerval timers_[3]{};
};

void hand_on(long child, siginfo_t& info) {
  // The terminal's own signals (^C) reach the whole foreground group, the engine included.
  if (info.si_code == SI_KERNEL) return;
  if (info.si_code < 0) {
    system_call(__NR_rt_sigqueueinfo, child, info.si_signo, address(&info));
  } else {
    system_call(__NR_kill, child, info.si_signo);
  }
}

}  // namespace

void watch_in_child(int trap_status) {
  const SignalSet before = swap_blocked(all_signals);
  // A caller that ignores SIGCHLD would have the kernel throw the status away. The engine still finds it
  // ignored.
  const KernelAction as_default{};
  KernelAction given{};
  system_call(__NR_rt_sigaction, SIGCHLD, address(&as_default), address(&given), sizeof(SignalSet));
  const Timers timers;
  const long parent = own_pid();
  const long child = system_call(__NR_clone, SIGCHLD);
  if (child < 0)
    die(126, "cannot fork for the engine", nullptr, "too many processes, or no memory (EAGAIN, ENOMEM)");
  if (child == 0) {
    // Killed, we take the engine along; it may be too late already for the kernel to notice.
    system_call(__NR_prctl, PR_SET_PDEATHSIG, SIGKILL);
    if (system_call(__NR_getppid) != parent) exit_now(126);
    system_call(__NR_rt_sigaction, SIGCHLD, address(&given), 0, sizeof(SignalSet));
    timers.set();
    swap_blocked(before);
    return;
  }
  Timers::stop();
  // Whoever reads a pipe that the engine closes must see its end, and locks end with whoever closes the file.
  system_call(__NR_close_range, 0, ~0U, 0);
  for (;;) {
    reap(child, trap_status);
    siginfo_t info{};
    const long signal =
        system_call(__NR_rt_sigtimedwait, address(&all_signals), address(&info), 0, sizeof(SignalSet));
    if (signal > 0 && signal != SIGCHLD) hand_on(child, info);
  }
}

}  // namespace nsbinfmt::launcher
