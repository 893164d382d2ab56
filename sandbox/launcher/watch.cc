#include "sandbox/launcher/watch.h"

#include <asm/resource.h>
#include <asm/siginfo.h>
#include <asm/signal.h>
#include <linux/prctl.h>
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

[[noreturn]] void die_by(int signal) {
  // The engine has left its core already, where it had one.
  const KernelLimit none{};
  system_call(__NR_prlimit64, 0, RLIMIT_CORE, address(&none), 0);
  const KernelAction as_default{};
  system_call(__NR_rt_sigaction, signal, address(&as_default), 0, sizeof(SignalSet));
  swap_blocked(~(1UL << (signal - 1)));
  system_call(__NR_kill, own_pid(), signal);
  exit_now(128 + signal);
}

[[noreturn]] void end_as(int status, int trap_status) {
  const int signal = status & 0x7f;
  if (signal != 0) die_by(signal);
  const int code = status >> 8 & 0xff;
  if (code == trap_status) die_by(SIGABRT);
  exit_now(code);
}

/// All that has happened to the child; returns only when it lives on.
void reap(long child, int trap_status) {
  for (;;) {
    int status = 0;
    const long changed = system_call(__NR_wait4, child, address(&status), WNOHANG | WUNTRACED, 0);
    if (changed == 0) return;
    if (changed < 0) die(126, "cannot wait for the engine", nullptr, nullptr);
    const bool stopped = (status & 0xff) == 0x7f;
    if (!stopped) end_as(status, trap_status);
    // Whoever watches us sees the stop; we go on when we are continued, and the child with us.
    system_call(__NR_kill, own_pid(), SIGSTOP);
    system_call(__NR_kill, child, SIGCONT);
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
  const long parent = own_pid();
  const long child = system_call(__NR_clone, SIGCHLD);
  if (child < 0) die(126, "cannot fork for the engine", nullptr, nullptr);
  if (child == 0) {
    // Killed, we take the engine along; it may be too late already for the kernel to notice.
    system_call(__NR_prctl, PR_SET_PDEATHSIG, SIGKILL);
    if (system_call(__NR_getppid) != parent) exit_now(126);
    system_call(__NR_rt_sigaction, SIGCHLD, address(&given), 0, sizeof(SignalSet));
    swap_blocked(before);
    return;
  }
  for (;;) {
    reap(child, trap_status);
    siginfo_t info{};
    const long signal =
        system_call(__NR_rt_sigtimedwait, address(&all_signals), address(&info), 0, sizeof(SignalSet));
    if (signal <= 0 || signal == SIGCHLD || signal == SIGCONT) continue;
    // The terminal's own signals (^C) reach the whole foreground group, the engine included.
    if (info.si_code != SI_KERNEL) system_call(__NR_kill, child, signal);
  }
}

}  // namespace nsbinfmt::launcher
