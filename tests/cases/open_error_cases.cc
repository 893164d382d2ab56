#include "tests/cases/case.h"

namespace nsbinfmt::test {
namespace {

std::vector<Case> guest_cases() {
  const std::vector<std::string> broken_rule = {":foo:E::foo::$W/missing-interpreter:"};
  return {
      {.name = "what is wrong with the guest comes before any rule",
       .facts = "24",
       .files = {text("x.foo", "GUEST"), symlink_to("nowhere", "dangling.foo"),
                 text("plain.foo", "GUEST", 0644), directory("dir.foo"),
                 File{.path = "fifo.foo", .kind = FileKind::fifo, .content = ""},
                 symlink_to("loop.foo", "loop.foo"), text("closed/x.foo", "GUEST"),
                 directory("closed", 0600)},
       .rules = broken_rule,
       .steps = {"exec $W/gone.foo A0", "exec $W/dangling.foo A0", "exec '' A0", "exec $W/plain.foo A0",
                 "exec $W/dir.foo A0", "exec $W/fifo.foo A0", "exec $W/x.foo/below.foo A0",
                 "exec $W/x.foo/ A0", "exec $W/loop.foo A0", "exec $W/closed/x.foo A0",
                 "hold-writer $W/x.foo exec $W/x.foo A0", "exec $W/x.foo A0"},
       .expected = "ENOENT\nENOENT\nENOENT\nEACCES\nEACCES\nEACCES\nENOTDIR\nENOTDIR\nELOOP\nEACCES\nETXTBSY"
                   "\nENOENT\n"},
      {.name = "a guest on a noexec mount",
       .facts = "24",
       .files = {probe("i"), text("nx/x.foo", "GUEST"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"userns-root noexec $W/nx exec $W/nx/x.foo A0", "userns-root noexec $W/nx exec $W/x.foo A0"},
       .expected = "EACCES\nargv [$W/i] [$W/x.foo]\n"},
  };
}

std::vector<Case> interpreter_cases() {
  std::vector<Case> cases = {
      {.name = "what is wrong with the interpreter",
       .facts = "25",
       .files = {text("x.missing", "GUEST"), text("x.plain", "GUEST"), text("x.dir", "GUEST"),
                 text("x.closed", "GUEST"), text("x.notdir", "GUEST"), text("x.loop", "GUEST"),
                 text("x.loader", "GUEST"), text("x.dangling", "GUEST"), text("plain", "", 0644),
                 directory("dir"), probe("closed/i"), directory("closed", 0600), symlink_to("loop", "loop"),
                 text("empty", ""), symlink_to("nowhere", "dangling"),
                 File{.path = "loaderless", .kind = FileKind::elf_without_loader, .content = ""}},
       .rules = {":1:E::missing::$W/missing:", ":2:E::plain::$W/plain:", ":3:E::dir::$W/dir:",
                 ":4:E::closed::$W/closed/i:", ":5:E::notdir::$W/empty/i:", ":6:E::loop::$W/loop:",
                 ":9:E::loader::$W/loaderless:", ":10:E::dangling::$W/dangling:"},
       .steps = {"exec $W/x.missing A0", "exec $W/x.plain A0", "exec $W/x.dir A0", "exec $W/x.closed A0",
                 "exec $W/x.notdir A0", "exec $W/x.loop A0", "exec $W/x.loader A0", "exec $W/x.dangling A0"},
       .expected = "ENOENT\nEACCES\nEACCES\nEACCES\nENOTDIR\nELOOP\nENOENT\nENOENT\n"},
      {.name = "interpreters that are no programs",
       .facts = "25",
       .files = {text("x.rubbish", "GUEST"), text("x.empty", "GUEST"),
                 text("rubbish", "\x01\x02 not a program"), text("empty", "")},
       .rules = {":1:E::rubbish::$W/rubbish:", ":2:E::empty::$W/empty:"},
       .steps = {"exec $W/x.rubbish A0", "exec $W/x.empty A0"},
       .expected = "ENOEXEC\nENOEXEC\n"},
      // Made so only after the rule was given, so that nsbinfmt cannot know.
      {.name = "an interpreter that stops being a program",
       .facts = "25",
       .files = {probe("i"), text("x.foo", "GUEST"), text("rubbish", "\x01\x02 not a program")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"exec $W/x.foo A0", "rename $W/rubbish $W/i exec $W/x.foo A0",
                 "unlink $W/i exec $W/x.foo A0"},
       .expected = "argv [$W/i] [$W/x.foo]\nENOEXEC\nENOENT\n"},
      // Likewise for what nsbinfmt refuses when it can see it: a script below O, a circle.
      {.name = "an interpreter that becomes a script under O, or a guest of its own rule",
       .facts = "25, 29, 32",
       .files = {probe("i"), probe("j"), text("x.o", "OPENED"), text("x.m", "GUEST"),
                 text("script", "#!$W/j\n"), text("guest", "GUEST")},
       .rules = {":o:E::o::$W/i:O", ":m:M::GUEST::$W/j:"},
       .steps = {"exec $W/x.m A0", "rename $W/script $W/i exec $W/x.o A0",
                 "rename $W/guest $W/j exec $W/x.m A0"},
       .expected = "argv [$W/j] [$W/x.m]\nENOEXEC\nELOOP\n"},
      {.name = "an interpreter that is open for writing, or on a noexec mount",
       .facts = "25",
       .files = {probe("nx/i"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/nx/i:"},
       .steps = {"hold-writer $W/nx/i exec $W/x.foo A0", "userns-root noexec $W/nx exec $W/x.foo A0",
                 "exec $W/x.foo A0"},
       .expected = "ETXTBSY\nEACCES\nargv [$W/nx/i] [$W/x.foo]\n"},
      {.name = "an interpreter that its own rule matches",
       .facts = "25",
       .files = {probe("i.foo"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i.foo:"},
       .steps = {"exec $W/x.foo A0"},
       .expected = "ELOOP\n"},
      {.name = "resolution without F happens in the caller's place",
       .facts = "27, 35",
       .files = {probe("i"), probe("d/i"), text("x.foo", "GUEST"), directory("e")},
       .rules = {":foo:E::foo::./i:"},
       .steps = {"show argv,exe exec $W/x.foo A0", "show argv,exe chdir $W/d exec ../x.foo A0",
                 "chdir $W/e exec ../x.foo A0"},
       .expected = "argv [./i] [$W/x.foo]\nexe $W/i\nargv [./i] [../x.foo]\nexe $W/d/i\nENOENT\n"},
      {.name = "without F the caller's mounts are used",
       .facts = "27",
       .files = {probe("i", "first"), probe("j", "second"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"show argv,mark exec $W/x.foo A0",
                 "userns-root bind $W/j $W/i show argv,mark exec $W/x.foo A0"},
       .expected = "argv [$W/i] [$W/x.foo]\nmark first\nargv [$W/i] [$W/x.foo]\nmark second\n"},
      {.name = "a symlink as the interpreter is not resolved in argv",
       .facts = "35, 41",
       .files = {probe("i"), symlink_to("i", "link"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/link:"},
       .steps = {"show argv,exe exec $W/x.foo A0"},
       .expected = "argv [$W/link] [$W/x.foo]\nexe $W/i\n"},
      {.name = "blanks in the interpreter are part of its name",
       .facts = "9",
       .files = {probe("i -a"), probe("i"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i -a:"},
       .steps = {"exec $W/x.foo A0 a1"},
       .expected = "argv [$W/i -a] [$W/x.foo] [a1]\n"},
      {.name = "an interpreter path of more than 1000 bytes",
       .facts = "9",
       .files = {probe("i"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/" +
                 [] {
                   std::string dots;
                   for (int i = 0; i < 500; ++i) dots += "./";
                   return dots;
                 }() +
                 "i:"},
       .steps = {"show lengths exec $W/x.foo A0"},
       .expected = "lengths 1028 32\n"},
  };
  return cases;
}

std::vector<Case> fixed_cases() {
  return {
      {.name = "F: the opened interpreter needs neither path nor mode",
       .facts = "12, 26",
       .files = {probe("i"), probe("j"), probe("k"), text("x.foo", "GUEST"), text("x.bar", "GUEST"),
                 text("x.baz", "GUEST")},
       .rules = {":foo:E::foo::$W/i:F", ":bar:E::bar::$W/j:F", ":baz:E::baz::$W/k:F"},
       .steps = {"unlink $W/i exec $W/x.foo A0", "chmod 644 $W/j exec $W/x.bar A0",
                 "rename $W/k $W/other exec $W/x.baz A0"},
       .expected = "argv [$W/i] [$W/x.foo]\nargv [$W/j] [$W/x.bar]\nargv [$W/k] [$W/x.baz]\n"},
      {.name = "F: the interpreter cannot be written to while the rule lives",
       .facts = "12",
       .files = {probe("i"), probe("j"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i:F", ":bar:E::bar::$W/j:"},
       .steps = {"write $W/i text", "exec $W/x.foo A0", "write $W/j text"},
       .expected = "ETXTBSY\nargv [$W/i] [$W/x.foo]\nreturned ok\n"},
  };
}

}  // namespace

std::span<const Case> open_error_cases() {
  static const std::vector<Case> table = [] {
    std::vector<Case> all = guest_cases();
    for (const auto& part : {interpreter_cases(), fixed_cases()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return table;
}

}  // namespace nsbinfmt::test
