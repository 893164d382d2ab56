#include "tests/cases/case.h"

namespace nsbinfmt::test {
namespace {

std::vector<Case> child_cases() {
  return {
      {.name = "nested user namespaces inherit the rules",
       .facts = "57",
       .files = {probe("i"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"userns-unmapped exec $W/x.foo A0 a1", "userns-root exec $W/x.foo A0 a1",
                 "userns-same exec $W/x.foo A0", "userns-root userns-same exec $W/x.foo A0",
                 "userns-root pidns exec $W/x.foo A0", "exec /usr/bin/unshare unshare -Ur $W/x.foo A1",
                 "exec /usr/bin/unshare unshare -Urm $W/x.foo A1"},
       .expected = "argv [$W/i] [$W/x.foo] [a1]\nargv [$W/i] [$W/x.foo] [a1]\nargv [$W/i] [$W/x.foo]\n"
                   "argv [$W/i] [$W/x.foo]\nargv [$W/i] [$W/x.foo]\nargv [$W/i] [$W/x.foo] [A1]\n"
                   "argv [$W/i] [$W/x.foo] [A1]\n"},
      {.name = "in another root the interpreter is looked up there, unless F",
       .facts = "27, 57, 61",
       .files = {probe("i", "outer"), text("root/x.n", "GUEST"), text("root/x.f", "GUEST"),
                 text("own/x.n", "GUEST"), directory("own$W"), text("root/x.in", "GUEST"),
                 probe("root/in", "inner"), probe("in", "outer")},
       .rules = {":n:E::n::$W/i:", ":f:E::f::$W/i:F", ":in:E::in::/in:"},
       .steps = {"userns-root chroot $W/root exec /x.n A0 a1",
                 "userns-root chroot $W/root show argv,mark exec /x.f A0 a1",
                 "userns-root chroot $W/root show argv,mark exec /x.in A0",
                 "userns-root chroot $W/root exec /gone.f A0"},
       .expected = "ENOENT\nargv [$W/i] [/x.f] [a1]\nmark outer\nargv [/in] [/x.in]\nmark inner\nENOENT\n"},
      {.name = "a child with an instance of its own loses the rules, for itself only",
       .facts = "58",
       .files = {probe("i"), text("x.foo", "GUEST"), directory("m")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"userns-root mount-binfmt $W/m exec $W/x.foo A0", "exec $W/x.foo A0",
                 "userns-root mount-binfmt $W/m userns-same exec $W/x.foo A0"},
       .expected = "ENOEXEC\nargv [$W/i] [$W/x.foo]\nENOEXEC\n"},
      {.name = "a child without uid 0 that mounts an instance cuts itself off",
       .facts = "58",
       .files = {probe("i"), text("x.foo", "GUEST"), directory("m")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"userns-same mount-binfmt $W/m write $W/m/register :a:E::foo::/i:",
                 "userns-same mount-binfmt $W/m exec $W/x.foo A0", "exec $W/x.foo A0"},
       .expected = "EACCES\nENOEXEC\nargv [$W/i] [$W/x.foo]\n"},
      {.name = "a child with uid 0 can register rules of its own",
       .facts = "58",
       .files = {probe("i"), text("x.foo", "GUEST"), text("x.bar", "GUEST"), directory("m")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps =
           {"exec /usr/bin/unshare unshare -Urm /bin/sh -c "
            "'mount -t binfmt_misc none $W/m && echo :bar:E::bar::$W/i:P >$W/m/register && exec $W/x.bar a1'",
            "exec $W/x.bar A0"},
       .expected = "argv [$W/i] [$W/x.bar] [$W/x.bar] [a1]\nENOEXEC\n"},
      {.name = "user namespaces can be nested to 33 levels",
       .facts = "59",
       .files = {probe("i")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"count-user-namespaces"},
       .expected = std::nullopt},
  };
}

std::vector<Case> fixed_fd_cases() {
  return {
      {.name = "F and a memfd of the registering process",
       .facts = "35, 41, 62",
       .files = {probe("i"), text("x.foo", "GUEST"), text("root/x.foo", "GUEST")},
       .rules = {":foo:E::foo::/proc/self/fd/5:F"},
       .steps = {"show argv,exe exec $W/x.foo A0 a1", "close 5 show argv,exe exec $W/x.foo A0",
                 "close 5 userns-root chroot $W/root show argv exec /x.foo A0"},
       .expected = "argv [/proc/self/fd/5] [$W/x.foo] [a1]\nexe /memfd:interpreter (deleted)\n"
                   "argv [/proc/self/fd/5] [$W/x.foo]\nexe /memfd:interpreter (deleted)\n"
                   "argv [/proc/self/fd/5] [/x.foo]\n",
       .fds = {{.number = 5, .kind = FdKind::memfd, .path = "i"}}},
      {.name = "F and an O_PATH fd of the registering process",
       .facts = "35, 62",
       .files = {probe("i"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::/proc/self/fd/5:PF"},
       .steps = {"show argv,exe exec $W/x.foo A0 a1", "close 5 show argv,exe exec $W/x.foo A0"},
       .expected = "argv [/proc/self/fd/5] [$W/x.foo] [A0] [a1]\nexe $W/i\nargv [/proc/self/fd/5] [$W/x.foo] "
                   "[A0]\nexe $W/i\n",
       .fds = {{.number = 5, .kind = FdKind::path, .path = "i"}}},
      {.name = "without F /proc/self/fd/N is each caller's own",
       .facts = "62",
       .files = {probe("i", "first"), probe("j", "second"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::/proc/self/fd/5:"},
       .steps = {"show argv,mark exec $W/x.foo A0", "close 5 exec $W/x.foo A0",
                 "open 5 read $W/j show argv,mark exec $W/x.foo A0"},
       .expected = "argv [/proc/self/fd/5] [$W/x.foo]\nmark first\nENOENT\nargv [/proc/self/fd/5] "
                   "[$W/x.foo]\nmark second\n",
       .fds = {{.number = 5, .kind = FdKind::path, .path = "i"}}},
      // The caller is exec_action: a new one reads the guest's path and argv as its step.
      {.name = "without F /proc/self/exe is the caller's program",
       .facts = "62",
       .files = {text("say", "GUEST")},
       .rules = {":say:M::GUEST::/proc/self/exe:P"},
       .steps = {"exec say A0 hello", "chdir / exec $W/say A0"},
       .expected = "A0\nexec_action: no such word: $W/say\nexit 2\n"},
      {.name = "a memfd script with F carries an argument, and adds its own path",
       .facts = "63",
       .files = {probe("i"), text("script", "#!$W/i run\n"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::/proc/self/fd/5:F"},
       .steps = {"exec $W/x.foo A0 a1", "close 5 exec $W/x.foo A0 a1"},
       .expected = "argv [$W/i] [run] [/proc/self/fd/5] [$W/x.foo] [a1]\n"
                   "argv [$W/i] [run] [/proc/self/fd/5] [$W/x.foo] [a1]\n",
       .fds = {{.number = 5, .kind = FdKind::memfd, .path = "script"}}},
  };
}

}  // namespace

std::span<const Case> namespace_cases() {
  static const std::vector<Case> table = [] {
    std::vector<Case> all = child_cases();
    for (const Case& one : fixed_fd_cases()) all.push_back(one);
    return all;
  }();
  return table;
}

}  // namespace nsbinfmt::test
