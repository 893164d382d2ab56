#include "tests/cases/case.h"

namespace nsbinfmt::test {
namespace {

// One row of the table in section 1.5.
Case flag_case(const std::string& flags) {
  const bool keeps_argv0 = flags.find('P') != std::string::npos;
  const bool opens = flags.find_first_of("OC") != std::string::npos;
  return {.name = "argv, AT_FLAGS and AT_EXECFD with flags '" + flags + "'",
          .facts = "table 1.5",
          .files = {probe("i"), text("x.foo", "GUEST"), text("magic", "GUEST")},
          .rules = {":foo:E::foo::$W/i:" + flags, ":magic:M::GUEST::$W/i:" + flags},
          .steps = {"show argv,at_flags,execfd,execfd_text,fds exec $W/x.foo A0 a1", "exec $W/magic A0 a1"},
          .expected = std::string("argv [$W/i] [$W/x.foo] ") + (keeps_argv0 ? "[A0] " : "") +
                      "[a1]\nat_flags " + (keeps_argv0 ? "1" : "0") + "\nexecfd " + (opens ? "3" : "none") +
                      "\nexecfd_text " + (opens ? "GUEST" : "none") + "\nfds " + (opens ? "3" : "none") +
                      "\nargv [$W/i] [$W/magic] " + (keeps_argv0 ? "[A0] " : "") + "[a1]\n"};
}

std::vector<Case> path_cases() {
  return {
      {.name = "argv[1] is the path exactly as given",
       .facts = "36",
       .files = {probe("i"), text("x.foo", "GUEST"), directory("d")},
       .rules = {":foo:E::foo::$W/i:", ":oo:E::oo::$W/i:O"},
       .steps = {"exec x.foo A0", "exec ./x.foo A0", "exec ../..$W//d//../x.foo A0",
                 "chdir d exec ../d//../x.foo A0"},
       .expected = "argv [$W/i] [x.foo]\nargv [$W/i] [./x.foo]\nargv [$W/i] [../..$W//d//../x.foo]\n"
                   "argv [$W/i] [../d//../x.foo]\n"},
      {.name = "O and C do not replace the path",
       .facts = "36",
       .files = {probe("i"), text("x.o", "GUEST"), text("x.c", "GUEST")},
       .rules = {":o:E::o::$W/i:O", ":c:E::c::$W/i:C"},
       .steps = {"exec x.o A0", "exec x.c A0"},
       .expected = "argv [$W/i] [x.o]\nargv [$W/i] [x.c]\n"},
      {.name = "a search along PATH decides what the path is",
       .facts = "36",
       .files = {probe("i"), text("bin/x.foo", "GUEST"), text("y.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"env PATH $W/bin execvp x.foo A0 a1", "env PATH bin:/bin execvp x.foo A0",
                 "env PATH /bin: execvp y.foo A0", "env PATH $W/bin exec /bin/sh sh -c 'x.foo a1'",
                 "env PATH /bin:bin exec /bin/sh sh -c 'x.foo a1'", "env PATH $W/none execvp x.foo A0"},
       .expected = "argv [$W/i] [$W/bin/x.foo] [a1]\nargv [$W/i] [bin/x.foo]\nargv [$W/i] [y.foo]\n"
                   "argv [$W/i] [$W/bin/x.foo] [a1]\nargv [$W/i] [bin/x.foo] [a1]\nENOENT\n"},
      {.name = "empty and NULL argv",
       .facts = "37",
       .files = {probe("i"), text("x.foo", "GUEST"), text("x.p", "GUEST")},
       .rules = {":foo:E::foo::$W/i:", ":p:E::p::$W/i:P"},
       .steps = {"exec-empty $W/x.foo", "exec-null $W/x.foo", "exec-empty $W/x.p", "exec-null $W/x.p",
                 "exec-empty $W/i"},
       .expected = "argv [$W/i] [$W/x.foo]\nargv [$W/i] [$W/x.foo]\nargv [$W/i] [$W/x.p] []\n"
                   "argv [$W/i] [$W/x.p] []\nargv []\n"},
      {.name = "an empty argv[0]",
       .facts = "37",
       .files = {probe("i"), text("x.foo", "GUEST"), text("x.p", "GUEST")},
       .rules = {":foo:E::foo::$W/i:", ":p:E::p::$W/i:P"},
       .steps = {"exec $W/x.foo '' a1", "exec $W/x.p '' a1", "exec $W/x.p -dash a1",
                 "exec $W/x.p 'a b' '' ' '"},
       .expected =
           "argv [$W/i] [$W/x.foo] [a1]\nargv [$W/i] [$W/x.p] [] [a1]\nargv [$W/i] [$W/x.p] [-dash] [a1]\n"
           "argv [$W/i] [$W/x.p] [a b] [] [ ]\n"},
      {.name = "exec from a thread that is not the leader, and from a vfork child",
       .facts = "design 4",
       .files = {probe("i"), text("x.p", "GUEST"), text("s1", "#!$W/x.p arg\n")},
       .rules = {":p:E::p::$W/i:P"},
       .steps = {"show argv,comm,threads thread exec $W/x.p A0 a1", "vfork exec $W/x.p A0 a1",
                 "vfork exec $W/missing.p A0", "thread exec $W/missing.p A0", "vfork exec $W/s1 A0",
                 "env PROBE_EXIT 7 exec $W/x.p A0", "env PROBE_SIGNAL 15 exec $W/x.p A0",
                 "env PROBE_SIGNAL 9 vfork exec $W/x.p A0"},
       .expected = "argv [$W/i] [$W/x.p] [A0] [a1]\ncomm x.p\nthreads 1\nargv [$W/i] [$W/x.p] [A0] "
                   "[a1]\nENOENT\nENOENT\n"
                   "argv [$W/i] [$W/x.p] [$W/x.p] [arg] [$W/s1]\nargv [$W/i] [$W/x.p] [A0]\nexit 7\n"
                   "argv [$W/i] [$W/x.p] [A0]\nsignal TERM\nargv [$W/i] [$W/x.p] [A0]\nsignal KILL\n"},
  };
}

std::vector<Case> size_cases() {
  return {
      {.name = "one argument may take 131072 bytes",
       .facts = "28",
       .files = {probe("i"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"show lengths exec-size $W/x.foo 131072", "show lengths exec-size $W/x.foo 131073"},
       .expected = "lengths 28 32 131071\nE2BIG\n"},
      {.name = "a rule takes room for its interpreter and the path",
       .facts = "28",
       .files = {probe("i"), probe("x.nat"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"argument-limit $W/x.nat $W/x.foo $W/i"},
       .expected = "limit less by its interpreter, its path and -3\n"},
      {.name = "with P nothing is given back",
       .facts = "28",
       .files = {probe("i"), probe("x.nat"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i:P"},
       .steps = {"argument-limit $W/x.nat $W/x.foo $W/i"},
       .expected = "limit less by its interpreter, its path and 0\n"},
  };
}

}  // namespace

std::span<const Case> argv_cases() {
  static const std::vector<Case> table = [] {
    std::vector<Case> all;
    for (const char* flags : {"", "F", "P", "PF", "O", "OF", "C", "CF", "PO", "PC", "POCF"})
      all.push_back(flag_case(flags));
    for (const auto& part : {path_cases(), size_cases()}) all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return table;
}

}  // namespace nsbinfmt::test
