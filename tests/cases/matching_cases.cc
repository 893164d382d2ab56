#include "tests/cases/case.h"

namespace nsbinfmt::test {
namespace {

const std::string nul_bytes_254(254, 'n');

std::vector<Case> order_cases() {
  return {
      {.name = "the newest of two matching rules wins",
       .facts = "18",
       .files = {probe("old"), probe("new"), text("x.foo", "GUEST")},
       .rules = {":a:E::foo::$W/old:", ":b:E::foo::$W/new:"},
       .steps = {"exec $W/x.foo A0"},
       .expected = "argv [$W/new] [$W/x.foo]\n"},
      {.name = "a newer magic rule beats an extension rule",
       .facts = "18",
       .files = {probe("old"), probe("new"), text("x.foo", "GUEST")},
       .rules = {":a:E::foo::$W/old:", ":b:M::GUEST::$W/new:"},
       .steps = {"exec $W/x.foo A0"},
       .expected = "argv [$W/new] [$W/x.foo]\n"},
      {.name = "a newer extension rule beats a magic rule",
       .facts = "18",
       .files = {probe("old"), probe("new"), text("x.foo", "GUEST")},
       .rules = {":a:M::GUEST::$W/old:", ":b:E::foo::$W/new:"},
       .steps = {"exec $W/x.foo A0"},
       .expected = "argv [$W/new] [$W/x.foo]\n"},
      {.name = "the failure of the first match is final",
       .facts = "18",
       .files = {probe("old"), text("x.foo", "GUEST"), text("s.foo", "#!$W/old\n")},
       .rules = {":a:E::foo::$W/old:", ":b:E::foo::$W/missing:"},
       .steps = {"exec $W/x.foo A0", "exec $W/s.foo A0"},
       .expected = "ENOENT\nENOENT\n"},
      {.name = "rules come before scripts and native programs",
       .facts = "19",
       .files = {probe("i"), probe("native.foo"), probe("marked", "GUEST"),
                 text("script.foo", "#!/bin/sh\necho script\n"), text("script", "#!/bin/sh\necho script\n")},
       .rules = {":e:E::foo::$W/i:", ":shebang:M::#!::$W/i:", ":marked:M:9:GUEST::$W/i:"},
       .steps = {"exec $W/native.foo A0", "exec $W/script.foo A0", "exec $W/script A0", "exec $W/marked A0"},
       .expected = "argv [$W/i] [$W/native.foo]\nargv [$W/i] [$W/script.foo]\nargv [$W/i] [$W/script]\n"
                   "argv [$W/i] [$W/marked]\n"},
      {.name = "a rule on ELF matches its own interpreter",
       .facts = "19, 25",
       .files = {probe("i"), text("x", "GUEST")},
       .rules = {R"(:elf:M::\x7fELF::$W/i:)"},
       .steps = {"say never"},
       .expected = "start of the action: ELOOP\nexit 126\n"},
      {.name = "an extension rule applies to interpreters, too",
       .facts = "22",
       .files = {probe("i"), text("i.bar", "INTERP"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i.bar:", ":bar:E::bar::$W/i:"},
       .steps = {"exec $W/x.foo A0 a1"},
       .expected = "argv [$W/i] [$W/i.bar] [$W/x.foo] [a1]\n"},
  };
}

std::vector<Case> extension_cases() {
  return {
      {.name = "the extension is what follows the last dot of the path as given",
       .facts = "21",
       .files = {probe("i"), text("x.foo", "GUEST"), text("short", "GUEST"), symlink_to("short", "l.foo"),
                 symlink_to("x.foo", "lnk"), text("d.foo/x", "GUEST"), text("plain", "GUEST"),
                 directory("dd.foo"), text(".foo", "GUEST"), text("x.FOO", "GUEST"),
                 text("x.bar.foo", "GUEST"), text("x.foo.bar", "GUEST"), text("x.", "GUEST"),
                 text("foo", "GUEST"), text("x.foo2", "GUEST"), text("x..foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"exec $W/x.foo A0", "exec $W/l.foo A0", "exec $W/lnk A0", "exec $W/d.foo/x A0",
                 "exec $W/dd.foo/../plain A0", "exec $W/.foo A0", "exec $W/x.FOO A0", "exec $W/x.bar.foo A0",
                 "exec $W/x.foo.bar A0", "exec $W/x. A0", "exec $W/foo A0", "exec $W/x.foo2 A0",
                 "exec $W/x..foo A0", "exec .foo A0"},
       .expected =
           "argv [$W/i] [$W/x.foo]\nargv [$W/i] [$W/l.foo]\nENOEXEC\nENOEXEC\nENOEXEC\n"
           "argv [$W/i] [$W/.foo]\nENOEXEC\nargv [$W/i] [$W/x.bar.foo]\nENOEXEC\nENOEXEC\nENOEXEC\nENOEXEC\n"
           "argv [$W/i] [$W/x..foo]\nargv [$W/i] [.foo]\n"},
      {.name = "extensions with a dot of their own never match",
       .facts = "8, 21",
       .files = {probe("i"), text("x.foo", "GUEST"), text("x..foo", "GUEST"), text("x.tar.gz", "GUEST")},
       .rules = {":dot:E::.foo::$W/i:", ":two:E::tar.gz::$W/i:"},
       .steps = {"exec $W/x.foo A0", "exec $W/x..foo A0", "exec $W/x.tar.gz A0"},
       .expected = "ENOEXEC\nENOEXEC\nENOEXEC\n"},
      {.name = "an extension is not unescaped",
       .facts = "8",
       .files = {probe("i"), text("x.foo", "GUEST"), text("x.\\x66oo", "GUEST")},
       .rules = {R"(:esc:E::\x66oo::$W/i:)"},
       .steps = {"exec $W/x.foo A0", R"(exec $W/x.\x66oo A0)"},
       .expected = "ENOEXEC\nargv [$W/i] [$W/x.\\x66oo]\n"},
      {.name = "offset and mask of an extension rule are not read",
       .facts = "5",
       .files = {probe("i"), text("x.foo", "GUEST")},
       .rules = {":odd:E:rubbish:foo:rubbish:$W/i:"},
       .steps = {"exec $W/x.foo A0"},
       .expected = "argv [$W/i] [$W/x.foo]\n"},
      {.name = "names that execveat makes",
       .facts = "21, 39",
       .files = {probe("i"), text("x.foo", "GUEST")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"open 7 read $W/x.foo execveat 7 '' empty A0", "open 7 directory $W execveat 7 x.foo 0 A0"},
       .expected = "ENOEXEC\nargv [$W/i] [/dev/fd/7/x.foo]\n"},
  };
}

std::vector<Case> magic_cases() {
  return {
      {.name = "files shorter than the window are padded with NUL",
       .facts = "20",
       .files = {probe("i"), probe("e"), text("ab", "AB"), text("abc", "ABC"), text("empty", "")},
       .rules = {R"(:empty:M::\x00\x00\x00::$W/e:)", R"(:ab:M::AB\x00\x00::$W/i:)"},
       .steps = {"exec $W/ab A0", "exec $W/abc A0", "exec $W/empty A0"},
       .expected = "argv [$W/i] [$W/ab]\nENOEXEC\nargv [$W/e] [$W/empty]\n"},
      {.name = "the window is 256 bytes",
       .facts = "5, 20",
       .files = {probe("i"), text("last", nul_bytes_254 + "nZ"), text("after", nul_bytes_254 + "nnZ"),
                 text("wrong", nul_bytes_254 + "nY")},
       .rules = {":last:M:255:Z::$W/i:"},
       .steps = {"exec $W/last A0", "exec $W/after A0", "exec $W/wrong A0"},
       .expected = "argv [$W/i] [$W/last]\nENOEXEC\nENOEXEC\n"},
      {.name = "128 bytes of magic at offset 128",
       .facts = "5, 6",
       .files = {probe("i"), text("x", std::string(128, 'a') + std::string(128, 'b'))},
       .rules = {":half:M:128:" + std::string(128, 'b') + "::$W/i:"},
       .steps = {"exec $W/x A0"},
       .expected = "argv [$W/i] [$W/x]\n"},
      {.name = "offsets are decimal",
       .facts = "5",
       .files = {probe("i"), probe("j"), text("ten", "0123456789TEN"), text("five", "01234FIVE"),
                 text("eight", "01234567TEN")},
       .rules = {":ten:M:010:TEN::$W/i:", ":five:M:+5:FIVE::$W/j:"},
       .steps = {"exec $W/ten A0", "exec $W/five A0", "exec $W/eight A0"},
       .expected = "argv [$W/i] [$W/ten]\nargv [$W/j] [$W/five]\nENOEXEC\n"},
      {.name = "only \\xHH is an escape",
       .facts = "6",
       .files = {probe("n"), probe("x"), probe("h"), probe("c"), text("backslash-n", "\\nGUEST"),
                 text("newline", "\nGUEST"), text("escaped", "B\\x41"), text("backslash-a", "B\\A"),
                 text("doubled", "B\\\\x41"),
                 text("hex",
                      "\x01"
                      "DGUEST"),
                 text("colon", "C:GUEST")},
       .rules = {R"(:n:M::\nGUEST::$W/n:)", R"(:x:M::B\\x41::$W/x:)", R"(:h:M::\x01\x44GUEST::$W/h:)",
                 R"(:c:M::C\x3aGUEST::$W/c:)"},
       .steps = {"exec $W/backslash-n A0", "exec $W/newline A0", "exec $W/escaped A0",
                 "exec $W/backslash-a A0", "exec $W/doubled A0", "exec $W/hex A0", "exec $W/colon A0"},
       .expected = "argv [$W/n] [$W/backslash-n]\nENOEXEC\nENOEXEC\nENOEXEC\nargv [$W/x] [$W/doubled]\nargv "
                   "[$W/h] [$W/hex]\nargv [$W/c] [$W/colon]\n"},
      {.name = "magic bits outside the mask are ignored",
       .facts = "7",
       .files = {probe("i"), text("x", "GQ"), text("y", "GP"), text("z", "Ga")},
       .rules = {R"(:m:M::G\x5f:\xff\xf0:$W/i:)"},
       .steps = {"exec $W/x A0", "exec $W/y A0", "exec $W/z A0"},
       .expected = "argv [$W/i] [$W/x]\nargv [$W/i] [$W/y]\nENOEXEC\n"},
      {.name = "an all-zero mask matches everything",
       .facts = "7",
       .files = {probe("i"), text("x", "GUEST")},
       .rules = {R"(:all:M::G:\x00:$W/i:)"},
       .steps = {"say never"},
       .expected = "start of the action: ELOOP\nexit 126\n"},
      {.name = "no rule, no script, not native",
       .facts = "23",
       .files = {probe("i"), text("x", "echo ran by a shell $0 $1\n")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"exec $W/x A0", "execvp $W/x A0 a1", "exec /bin/sh sh -c '$W/x a1'"},
       .expected = "ENOEXEC\nran by a shell $W/x a1\nran by a shell $W/x a1\n"},
  };
}

}  // namespace

std::span<const Case> matching_cases() {
  static const std::vector<Case> table = [] {
    std::vector<Case> all = order_cases();
    for (const auto& part : {extension_cases(), magic_cases()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return table;
}

}  // namespace nsbinfmt::test
