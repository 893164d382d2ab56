#include "tests/cases/case.h"

namespace nsbinfmt::test {
namespace {

std::vector<Case> name_cases() {
  return {
      {.name = "AT_EXECFN, comm, exe and cmdline of a guest",
       .facts = "39, 40, 41",
       .files = {probe("i"), text("a-rather-long-name.foo", "GUEST"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"show execfn,comm,exe,cmdline exec $W/x.foo A0 a1",
                 "show execfn,comm exec a-rather-long-name.foo A0"},
       .expected = "execfn $W/x.foo\ncomm x.foo\nexe $W/i\ncmdline [$W/i] [$W/x.foo] [a1]\n"
                   "execfn a-rather-long-name.foo\ncomm a-rather-long-n\n"},
      {.name = "AT_EXECFN and comm of a chain are the script's",
       .facts = "39, 40",
       .files = {probe("i"), text("gi.foo", "GUEST"), text("script", "#!$W/gi.foo\n")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"show execfn,comm,exe exec $W/script A0"},
       .expected = "execfn $W/script\ncomm script\nexe $W/i\n"},
      {.name = "AT_EXECFN and comm after execveat",
       .facts = "39, 40",
       .files = {probe("i"), text("x.foo", "GUEST")},
       .rules = {":m:M::GUEST::$W/i:"},
       .steps = {"open 7 read $W/x.foo show argv,execfn,comm execveat 7 '' empty A0",
                 "open 7 directory $W show argv,execfn,comm execveat 7 x.foo 0 A0",
                 "open 7 read $W/x.foo show argv,execfn,comm exec /proc/self/fd/7 A0"},
       .expected = "argv [$W/i] [/dev/fd/7]\nexecfn /dev/fd/7\ncomm i\n"
                   "argv [$W/i] [/dev/fd/7/x.foo]\nexecfn /dev/fd/7/x.foo\ncomm x.foo\n"
                   "argv [$W/i] [/proc/self/fd/7]\nexecfn /proc/self/fd/7\ncomm 7\n"},
      {.name = "everything else a program can ask about itself",
       .facts = "1.6",
       .files = {probe("i"), text("x.foo", "GUEST"), directory("d")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"chdir d umask 027 show cwd,umask,envc,env:MARK,fds,ignored,blocked env MARK 'a b' exec "
                 "../x.foo A0",
                 "open 9 read /dev/null show fds exec $W/x.foo A0",
                 "open 9 read /dev/null cloexec 9 show fds exec $W/x.foo A0", "show limits exec $W/x.foo A0"},
       .expected = std::nullopt},
  };
}

std::vector<Case> execfd_cases() {
  return {
      {.name = "AT_EXECFD is the lowest free fd, read-only, at the start, not close-on-exec",
       .facts = "42",
       .files = {probe("i"), text("x.o", "GUEST")},
       .rules = {":o:E::o::$W/i:O"},
       .steps = {"show execfd,execfd_state,execfd_text exec $W/x.o A0",
                 "open 3 read /dev/null show execfd exec $W/x.o A0",
                 "open 3 read /dev/null open 5 read /dev/null show execfd,fds exec $W/x.o A0",
                 "open 3 read /dev/null cloexec 3 show execfd,fds exec $W/x.o A0",
                 "close 0 show execfd exec $W/x.o A0"},
       .expected = "execfd 3\nexecfd_state getfl 0100040 cloexec 0 position 0\nexecfd_text GUEST\nexecfd 4\n"
                   "execfd 4\nfds 3 4 5\nexecfd 3\nfds 3\nexecfd 0\n"},
      {.name = "AT_EXECFD can be read although the guest cannot",
       .facts = "42, 43",
       .files = {probe("i"), text("x.o", "GUEST", 0111), text("x.c", "GUEST", 0111),
                 text("x.n", "GUEST", 0111), text("y.o", "GUEST")},
       .rules = {":o:E::o::$W/i:O", ":c:E::c::$W/i:C", ":n:E::n::$W/i:"},
       .steps = {"show execfd_text,dumpable exec $W/x.o A0", "show execfd_text,dumpable exec $W/x.c A0",
                 "show execfd_text,dumpable exec $W/x.n A0", "show dumpable exec $W/y.o A0"},
       .expected =
           "execfd_text GUEST\ndumpable 0\nexecfd_text GUEST\ndumpable 0\nexecfd_text none\ndumpable 1\n"
           "dumpable 1\n"},
      {.name = "no fd free for AT_EXECFD kills",
       .facts = "42",
       .files = {probe("i"), text("x.o", "GUEST"), text("x.n", "GUEST")},
       .rules = {":o:E::o::$W/i:O", ":n:E::n::$W/i:"},
       .steps = {"nofile 3 exec $W/x.o A0", "nofile 3 exec $W/x.n A0", "nofile 4 exec $W/x.o A0"},
       .expected = "signal SEGV\nargv [$W/i] [$W/x.n]\nargv [$W/i] [$W/x.o]\n"},
      {.name = "AT_EXECFD's place in the auxiliary vector",
       .facts = "48",
       .files = {probe("i"), text("x.o", "GUEST"), text("x.n", "GUEST")},
       .rules = {":o:E::o::$W/i:O", ":n:E::n::$W/i:P"},
       .steps = {"show before_execfd exec $W/x.o A0", "show before_execfd exec $W/x.n A0"},
       .expected = "before_execfd 15\nbefore_execfd none\n"},
      {.name = "the whole auxiliary vector",
       .facts = "48",
       .files = {probe("i"), text("x.o", "GUEST"), text("x.n", "GUEST")},
       .rules = {":o:E::o::$W/i:O", ":n:E::n::$W/i:P"},
       .steps = {"show auxv exec $W/x.o A0", "show auxv exec $W/x.n A0", "show auxv exec $W/i A0"},
       .expected = std::nullopt},
  };
}

std::vector<Case> credential_cases() {
  return {
      // su belongs to root, who is not mapped: its set-user-id bit has no effect, with C or without.
      {.name = "a set-user-id guest of an unmapped owner changes nothing",
       .facts = "46",
       .files = {probe("i"), symlink_to("/usr/bin/su", "su.n"), symlink_to("/usr/bin/su", "su.c"),
                 symlink_to("/usr/bin/su", "su.o")},
       .rules = {":n:E::n::$W/i:", ":c:E::c::$W/i:C", ":o:E::o::$W/i:O"},
       .steps = {"show argv,secure,dumpable exec $W/su.n A0", "show argv,secure,dumpable exec $W/su.c A0",
                 "show argv,secure,dumpable exec $W/su.o A0"},
       .expected =
           "argv [$W/i] [$W/su.n]\nsecure 0\ndumpable 1\nargv [$W/i] [$W/su.c]\nsecure 0\ndumpable 1\n"
           "argv [$W/i] [$W/su.o]\nsecure 0\ndumpable 1\n"},
      {.name = "a set-user-id interpreter of the caller changes nothing",
       .facts = "46",
       .files = {File{.path = "i", .kind = FileKind::probe, .content = "", .mode = 04755},
                 text("x.n", "GUEST"), text("x.c", "GUEST")},
       .rules = {":n:E::n::$W/i:", ":c:E::c::$W/i:C"},
       .steps = {"show argv,secure exec $W/x.n A0", "show argv,secure exec $W/x.c A0"},
       .expected = "argv [$W/i] [$W/x.n]\nsecure 0\nargv [$W/i] [$W/x.c]\nsecure 0\n"},
      {.name = "rules work under no_new_privs",
       .facts = "47",
       .files = {probe("i"), text("x.c", "GUEST"), text("x.p", "GUEST")},
       .rules = {":c:E::c::$W/i:C", ":p:E::p::$W/i:PF"},
       .steps = {"no-new-privs show argv,no_new_privs,execfd exec $W/x.c A0", "no-new-privs exec $W/x.p A0"},
       .expected = "argv [$W/i] [$W/x.c]\nno_new_privs 1\nexecfd 3\nargv [$W/i] [$W/x.p] [A0]\n"},
  };
}

}  // namespace

std::span<const Case> attribute_cases() {
  static const std::vector<Case> table = [] {
    std::vector<Case> all = name_cases();
    for (const auto& part : {execfd_cases(), credential_cases()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return table;
}

}  // namespace nsbinfmt::test
