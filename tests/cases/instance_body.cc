#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "tests/cases/child.h"
#include "tests/cases/errno_name.h"
#include "tests/cases/instance_fact.h"
#include "tests/cases/private_instance.h"

namespace nsbinfmt::test {

void tell(const std::string& label, int error) { tell_text(label, errno_name(error)); }

void tell_text(const std::string& label, const std::string& text) {
  write_text(STDOUT_FILENO, label + (label.empty() ? "" : ": ") + text + "\n");
}

void try_exec(const std::string& path) {
  in_process([&] {
    std::array<char*, 2> argv = {const_cast<char*>("A0"), nullptr};
    std::array<char*, 1> environment = {nullptr};
    execve(path.c_str(), argv.data(), environment.data());
    tell("", errno);
  });
}

void in_process(const std::function<void()>& body) {
  const pid_t child = fork();
  if (child < 0) give_up("fork");
  if (child == 0) {
    body();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) tell_text("", std::string("signal ") + signal_name(WTERMSIG(status)));
}

Fd set_up() {
  enter_set_up_namespace();
  return make_instance();
}

void add_foo(const Fd& instance, const World& world, const std::string& interpreter,
             const std::string& flags) {
  const int error = register_line(instance, ":foo:E::foo::" + world.path() + "/" + interpreter + ":" + flags);
  if (error != 0) tell("register", error);
}

Fd open_in(const Fd& directory, const std::string& name, int flags) {
  return Fd(openat(directory.number(), name.c_str(), flags | O_CLOEXEC));
}

int write_errno(const Fd& file, const std::string& text) {
  return write(file.number(), text.data(), text.size()) < 0 ? errno : 0;
}

}  // namespace nsbinfmt::test
