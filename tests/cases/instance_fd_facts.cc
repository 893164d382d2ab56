#include <fcntl.h>
#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "tests/cases/child.h"
#include "tests/cases/instance_fact.h"
#include "tests/cases/private_instance.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 16U
#endif

namespace nsbinfmt::test {
namespace {

void run_guest(const World& world) { try_exec(world.path() + "/x.foo"); }

void drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2] = {};
  if (syscall(SYS_capset, &header, none) != 0) give_up("capset");
}

std::string rule(const World& world, const std::string& name, const std::string& interpreter = "i",
                 const std::string& flags = "") {
  return ":" + name + ":E::foo::" + world.path() + "/" + interpreter + ":" + flags;
}

void without_capabilities(const World& world) {
  const Fd instance = set_up();
  const Fd file = open_in(instance, "register", O_WRONLY);
  drop_capabilities();
  tell("register", write_errno(file, rule(world, "a")));
  run_guest(world);
}

// F is opened by the writer, in its root: the chroot's own file is what runs.
void after_chroot(const World& world) {
  const Fd instance = set_up();
  const Fd file = open_in(instance, "register", O_WRONLY);
  if (chroot(world.path().c_str()) != 0 || chdir("/") != 0) give_up("chroot");
  tell("outer path", write_errno(file, rule(world, "a", "i", "F")));
  tell("inner path", write_errno(file, ":b:E::foo::/j:F"));
  try_exec("/x.foo");
}

void send_fd(int socket, const Fd& fd) {
  char byte = 'f';
  iovec data{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  const int number = fd.number();
  std::memcpy(CMSG_DATA(header), &number, sizeof number);
  if (sendmsg(socket, &message, 0) != 1) give_up("sendmsg");
}

Fd receive_fd(int socket) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1 || CMSG_FIRSTHDR(&message) == nullptr)
    give_up("recvmsg");
  int number = -1;
  std::memcpy(&number, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof number);
  return Fd(number);
}

// The other side makes the instance, sends its register and waits; this side never enters a namespace.
void from_outside(const World& world) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) give_up("socketpair");
  in_process([&] {
    const pid_t inside = fork();
    if (inside == 0) {
      const Fd instance = set_up();
      send_fd(ends[1], open_in(instance, "register", O_WRONLY));
      char byte = 0;
      if (read(ends[1], &byte, 1) != 1) _exit(1);
      run_guest(world);
      write_text(ends[1], "d");
      _exit(0);
    }
    {
      const Fd file = receive_fd(ends[0]);
      tell("register", write_errno(file, rule(world, "a", "i", "F")));
      run_guest(world);
      write_text(ends[0], "g");
      char byte = 0;
      if (read(ends[0], &byte, 1) != 1) _exit(1);
    }
  });
}

// The fd outlives all tasks of the namespace's mount; it is what keeps the superblock.
void held_outside(const World& world) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) give_up("socketpair");
  const pid_t inside = fork();
  if (inside == 0) {
    {
      const Fd instance = set_up();
      add_foo(instance, world);
      send_fd(ends[1], instance);
    }
    char byte = 0;
    if (read(ends[1], &byte, 1) != 1) _exit(1);
    run_guest(world);
    write_text(ends[1], "d");
    if (read(ends[1], &byte, 1) != 1) _exit(1);
    run_guest(world);
    write_text(ends[1], "d");
    _exit(0);
  }
  Fd held = receive_fd(ends[0]);
  char byte = 0;
  write_text(ends[0], "g");
  if (read(ends[0], &byte, 1) != 1) give_up("read");
  held.reset();
  write_text(ends[0], "g");
  if (read(ends[0], &byte, 1) != 1) give_up("read");
}

Fd memfd(const World& world, unsigned flags, int seals) {
  Fd memory(memfd_create("interpreter", flags | MFD_ALLOW_SEALING));
  const Fd source(open((world.path() + "/i").c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  fstat(source.number(), &status);
  if (sendfile(memory.number(), source.number(), nullptr, static_cast<std::size_t>(status.st_size)) < 0)
    give_up("sendfile");
  if (seals != 0 && fcntl(memory.number(), F_ADD_SEALS, seals) != 0) give_up("seal");
  return memory;
}

void register_memfd(const Fd& instance, const std::string& label, const Fd& memory, bool read_only) {
  const std::string self = "/proc/self/fd/" + std::to_string(memory.number());
  const Fd reader(read_only ? open(self.c_str(), O_RDONLY | O_CLOEXEC) : -1);
  const std::string path = read_only ? "/proc/self/fd/" + std::to_string(reader.number()) : self;
  tell(label, register_line(instance, ":" + label + ":E::foo::" + path + ":F"));
}

void kinds_of_memfd(const World& world) {
  const Fd instance = set_up();
  const int all_seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  register_memfd(instance, "plain, still writable", memfd(world, 0, 0), false);
  register_memfd(instance, "sealed", memfd(world, 0, all_seals), false);
  register_memfd(instance, "MFD_EXEC", memfd(world, MFD_EXEC, all_seals), false);
  register_memfd(instance, "MFD_NOEXEC_SEAL", memfd(world, MFD_NOEXEC_SEAL, 0), false);
}

// The registering program is this test: as the interpreter it would run the tests, so only the entry is
// looked at.
void own_program(const World&) {
  const Fd instance = set_up();
  tell("register", register_line(instance, ":self:E::foo::/proc/self/exe:F"));
  write_text(STDOUT_FILENO, read_entry(instance, "self"));
}

}  // namespace

std::span<const InstanceFact> fd_facts() {
  static const std::vector<InstanceFact> table = {
      {"register works without capabilities once it is open", "60", without_capabilities,
       "register: ok\nargv [$W/i] [$W/x.foo]\n"},
      {"register works after chroot, and F is opened in the writer's root", "11, 60", after_chroot,
       "outer path: ENOENT\ninner path: ok\nargv [/j] [/x.foo]\n"},
      {"register works from a process outside", "11, 60", from_outside,
       "register: ok\nENOEXEC\nargv [$W/i] [$W/x.foo]\n"},
      {"an fd held outside keeps the rules", "52", held_outside, "argv [$W/i] [$W/x.foo]\nENOEXEC\n"},
      {"F and memfds", "11, 62", kinds_of_memfd,
       "plain, still writable: ok\nsealed: ok\nMFD_EXEC: ok\nMFD_NOEXEC_SEAL: EACCES\n"},
      {"F and /proc/self/exe", "62, 63", own_program,
       "register: ok\nenabled\ninterpreter /proc/self/exe\nflags: F\nextension .foo\n"},
  };
  return table;
}

}  // namespace nsbinfmt::test
