#include "tests/cases/case.h"

namespace nsbinfmt::test {
namespace {

// s1 -> s2 -> ... -> sN -> i, by #! lines.
std::vector<File> script_chain(int length) {
  std::vector<File> files = {probe("i")};
  for (int n = 1; n <= length; ++n)
    files.push_back(text("s" + std::to_string(n),
                         "#!$W/" + (n == length ? std::string("i") : "s" + std::to_string(n + 1)) + "\n"));
  return files;
}

// x.e1 -> g.e2 -> ... -> i, by rules.
std::vector<std::string> rule_chain(int length) {
  std::vector<std::string> rules;
  for (int n = 1; n <= length; ++n) {
    const std::string number = std::to_string(n);
    const std::string interpreter = n == length ? std::string("i") : "g.e" + std::to_string(n + 1);
    rules.push_back(":r" + number + ":E::e" + number + "::$W/" + interpreter + ":");
  }
  return rules;
}

std::vector<File> rule_chain_files(int length) {
  std::vector<File> files = {probe("i")};
  for (int n = 1; n <= length; ++n) files.push_back(text("g.e" + std::to_string(n), "GUEST"));
  return files;
}

/// The same, with a script that the first of them runs.
std::vector<File> script_and_rule_chain(int length) {
  std::vector<File> files = rule_chain_files(length);
  files.push_back(text("s", "#!$W/g.e1\n"));
  return files;
}

std::vector<Case> depth_cases() {
  std::vector<File> mixed = {
      probe("i"),           text("s1", "#!$W/g.a\n"), text("g.a", "GUEST"),   text("s2", "#!$W/g.b\n"),
      text("g.b", "GUEST"), text("s3", "#!$W/i\n"),   text("s0", "#!$W/s1\n")};
  return {
      {.name = "five rewrites by scripts work, six are too many",
       .facts = "29",
       .files = script_chain(6),
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"exec $W/s2 A0 a1", "exec $W/s1 A0 a1"},
       .expected = "argv [$W/i] [$W/s6] [$W/s5] [$W/s4] [$W/s3] [$W/s2] [a1]\nELOOP\n"},
      {.name = "five rewrites by rules work, a script before them is one too many",
       .facts = "29",
       .files = script_and_rule_chain(5),
       .rules = rule_chain(5),
       .steps = {"exec $W/g.e1 A0 a1", "exec $W/s A0 a1"},
       .expected = "argv [$W/i] [$W/g.e5] [$W/g.e4] [$W/g.e3] [$W/g.e2] [$W/g.e1] [a1]\nELOOP\n"},
      {.name = "six rules in a row are one too many",
       .facts = "29",
       .files = rule_chain_files(6),
       .rules = rule_chain(6),
       .steps = {"exec $W/g.e1 A0 a1"},
       .expected = "ELOOP\n"},
      {.name = "scripts and rules are counted together",
       .facts = "29",
       .files = mixed,
       .rules = {":a:E::a::$W/s2:", ":b:E::b::$W/s3:"},
       .steps = {"exec $W/s1 A0 a1", "exec $W/s0 A0 a1"},
       .expected = "argv [$W/i] [$W/s3] [$W/g.b] [$W/s2] [$W/g.a] [$W/s1] [a1]\nELOOP\n"},
      {.name = "six rewrites end in ELOOP even where nothing would run",
       .facts = "29",
       .files = {text("a.foo", "GUEST"), text("b.bar", "GUEST")},
       .rules = {":foo:E::foo::$W/b.bar:", ":bar:E::bar::$W/a.foo:"},
       .steps = {"exec $W/a.foo A0"},
       .expected = "ELOOP\n"},
  };
}

std::vector<Case> mixed_cases() {
  return {
      {.name = "a script whose interpreter is a guest",
       .facts = "30",
       .files = {probe("i"), text("gi.foo", "GUEST"), text("gi.pp", "GUEST"), text("s1", "#!$W/gi.foo\n"),
                 text("s2", "#!$W/gi.foo the arg\n"), text("s3", "#!$W/gi.pp the arg\n"),
                 text("s4", "#!$W/gi.pp\n")},
       .rules = {":foo:E::foo::$W/i:", ":pp:E::pp::$W/i:P"},
       .steps = {"exec $W/s1 A0 a1", "exec $W/s2 A0 a1", "exec $W/s3 A0 a1", "exec $W/s4 A0 a1"},
       .expected = "argv [$W/i] [$W/gi.foo] [$W/s1] [a1]\n"
                   "argv [$W/i] [$W/gi.foo] [the arg] [$W/s2] [a1]\n"
                   "argv [$W/i] [$W/gi.pp] [$W/gi.pp] [the arg] [$W/s3] [a1]\n"
                   "argv [$W/i] [$W/gi.pp] [$W/gi.pp] [$W/s4] [a1]\n"},
      {.name = "a rule whose interpreter is a script",
       .facts = "31",
       .files = {probe("i"), text("script", "#!$W/i the arg\n"), text("x.none", "GUEST"),
                 text("x.p", "GUEST"), text("x.f", "GUEST"), text("x.pf", "GUEST")},
       .rules = {":none:E::none::$W/script:", ":p:E::p::$W/script:P", ":f:E::f::$W/script:F",
                 ":pf:E::pf::$W/script:PF"},
       .steps = {"exec $W/x.none A0 a1", "exec $W/x.p A0 a1", "exec $W/x.f A0 a1", "exec $W/x.pf A0 a1"},
       .expected = "argv [$W/i] [the arg] [$W/script] [$W/x.none] [a1]\n"
                   "argv [$W/i] [the arg] [$W/script] [$W/x.p] [A0] [a1]\n"
                   "argv [$W/i] [the arg] [$W/script] [$W/x.f] [a1]\n"
                   "argv [$W/i] [the arg] [$W/script] [$W/x.pf] [A0] [a1]\n"},
      {.name = "O or C and a script interpreter",
       .facts = "32",
       .files = {probe("i"), text("script", "#!$W/i\n"), text("x.o", "GUEST"), text("x.c", "GUEST")},
       .rules = {":o:E::o::$W/script:O", ":c:E::c::$W/script:C"},
       .steps = {"exec $W/x.o A0", "exec $W/x.c A0"},
       .expected = "ENOEXEC\nENOEXEC\n"},
      {.name = "O, C and an interpreter that another rule matches",
       .facts = "32",
       .files = {probe("i"), text("gi.foo", "GUEST"), text("gi.oo", "GUEST"), text("x.o", "GUEST"),
                 text("x.c", "GUEST"), text("x.of", "GUEST"), text("x.oo", "GUEST")},
       .rules = {":foo:E::foo::$W/i:", ":oo:E::oo::$W/i:O", ":o:E::o::$W/gi.foo:O", ":c:E::c::$W/gi.foo:C",
                 ":of:E::of::$W/gi.foo:OF"},
       .steps = {"exec $W/x.o A0", "exec $W/x.c A0", "exec $W/x.of A0"},
       .expected = "ENOEXEC\nENOEXEC\nENOEXEC\n"},
      {.name = "O at the last level: AT_EXECFD is that level's file",
       .facts = "32",
       .files = {probe("i"), text("gi.o", "INTERP"), text("s1", "#!$W/gi.o\n"), text("x.foo", "GUEST")},
       .rules = {":o:E::o::$W/i:O", ":foo:E::foo::$W/gi.o:"},
       .steps = {"show argv,execfd_text,execfn exec $W/s1 A0 a1",
                 "show argv,execfd_text,execfn exec $W/x.foo A0 a1"},
       .expected = "argv [$W/i] [$W/gi.o] [$W/s1] [a1]\nexecfd_text INTERP\nexecfn $W/s1\n"
                   "argv [$W/i] [$W/gi.o] [$W/x.foo] [a1]\nexecfd_text INTERP\nexecfn $W/x.foo\n"},
      {.name = "F and a script interpreter: its own interpreter is looked up in the caller's root",
       .facts = "33",
       .files = {text("script", "#!/inner\n"), probe("root/inner"), text("root/x.foo", "GUEST"),
                 text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/script:F"},
       .steps = {"userns-root chroot $W/root exec /x.foo A0 a1", "exec $W/x.foo A0"},
       .expected = "argv [/inner] [$W/script] [/x.foo] [a1]\nENOENT\n"},
      {.name = "P anywhere in a chain stays in AT_FLAGS",
       .facts = "38",
       .files = {probe("i"), text("g.bar", "GUEST"), text("g.pbar", "GUEST"), text("x.p", "GUEST"),
                 text("x.n", "GUEST"), text("x.np", "GUEST")},
       .rules = {":bar:E::bar::$W/i:", ":pbar:E::pbar::$W/i:P", ":p:E::p::$W/g.bar:P",
                 ":n:E::n::$W/g.bar:", ":np:E::np::$W/g.pbar:"},
       .steps = {"show argv,at_flags exec $W/x.p A0 a1", "show argv,at_flags exec $W/x.n A0 a1",
                 "show argv,at_flags exec $W/x.np A0 a1"},
       .expected = "argv [$W/i] [$W/g.bar] [$W/x.p] [A0] [a1]\nat_flags 1\n"
                   "argv [$W/i] [$W/g.bar] [$W/x.n] [a1]\nat_flags 0\n"
                   "argv [$W/i] [$W/g.pbar] [$W/g.pbar] [$W/x.np] [a1]\nat_flags 1\n"},
  };
}

}  // namespace

std::span<const Case> chain_cases() {
  static const std::vector<Case> table = [] {
    std::vector<Case> all = depth_cases();
    for (const Case& one : mixed_cases()) all.push_back(one);
    return all;
  }();
  return table;
}

}  // namespace nsbinfmt::test
