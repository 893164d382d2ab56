#include "sandbox/launch.h"

#include <sched.h>
#include <unistd.h>

#include "sandbox/private_binfmt.h"
#include "sandbox/privileges.h"
#include "sandbox/run_command.h"
#include "sandbox/sys.h"
#include "sandbox/user_namespace.h"

namespace nsbinfmt::sandbox {
namespace {

void set_up(const policy::Plan& plan) {
  if (const Errno error = sys::make_dumpable()) sys_error(error, "", "make this process dumpable");
  enter_user_namespace(plan.setup_ids, CLONE_NEWNS);
  set_up_private_binfmt(plan.rules);
  // The private binfmt_misc belongs to the namespace above this one: nothing inside has power over it.
  enter_user_namespace(plan.final_ids, 0);
}

}  // namespace

void launch(const policy::Plan& plan) {
  const auto [death_signal, error] = sys::parent_death_signal();
  if (error) sys_error(error, "", "ask for the parent death signal");
  set_up(plan);
  drop_privileges();
  // Changing credentials clears it (prctl(2)); the caller had set it for what it starts.
  if (death_signal != 0)
    if (const Errno set_error = sys::set_parent_death_signal(death_signal))
      sys_error(set_error, "", "set the parent death signal again");
  run_command(plan.command);
}

void try_private_binfmt(const policy::Plan& plan) {
  auto [pipe, pipe_error] = sys::make_pipe();
  if (pipe_error) sys_error(pipe_error, "", "make a pipe");
  const sys::WaitableChildren waitable;
  const auto [child, fork_error] = sys::fork_process();
  if (fork_error) sys_error(fork_error, "", "fork");
  if (child == 0) {
    // What the child could not say is seen as a failure without words.
    std::string report = "ok";
    try {
      set_up(plan);
    } catch (const policy::Error& failure) {
      report = failure.message() + '\n' + failure.hint();
    }
    const Errno lost = sys::write_all(pipe.write_end, report);
    ::_exit(lost ? 1 : 0);
  }
  pipe.write_end.close();
  constexpr std::size_t enough = 65536;
  const auto [report, read_error] = sys::read_up_to(pipe.read_end, enough);
  const auto [status, wait_error] = sys::wait_for(child);
  if (read_error) sys_error(read_error, "", "read what the trying child says");
  if (wait_error) sys_error(wait_error, "", "wait for the trying child");
  if (report == "ok") return;
  const std::size_t newline = report.find('\n');
  if (newline == std::string::npos)
    throw policy::Error(fmt::format("the child that tried the sandbox died (wait status {:#x})", status));
  throw policy::Error(report.substr(0, newline), report.substr(newline + 1));
}

}  // namespace nsbinfmt::sandbox
