#include "tests/cases/case.h"

namespace nsbinfmt::test {
namespace {

// Section 1.6, fact 44, for a rule with these flags.
std::vector<Case> with_flags(const std::string& flags) {
  const std::vector<File> files = {probe("i"), text("x.foo", "GUEST"), text("script", "#!$W/i\n"),
                                   symlink_to("x.foo", "link")};
  const std::vector<std::string> rules = {":m:M::GUEST::$W/i:" + flags};
  const std::string kept = flags == "P" ? " [A0]" : "";
  const auto ran = [&](const std::string& path) { return "argv [$W/i] [" + path + "]" + kept + "\n"; };
  const std::string script = "argv [$W/i] [/dev/fd/7]\n";  // scripts drop argv[0]
  const std::string label = " (flags '" + flags + "')";
  return {
      {.name = "execveat with an fd that stays open" + label,
       .facts = "44",
       .files = files,
       .rules = rules,
       .steps = {"open 7 read $W/x.foo execveat 7 '' empty A0", "open 7 path $W/x.foo execveat 7 '' empty A0",
                 "open 7 directory $W execveat 7 x.foo 0 A0", "memfd 7 $W/x.foo execveat 7 '' empty A0",
                 "execveat cwd x.foo 0 A0", "open 7 read $W/script execveat 7 '' empty A0"},
       .expected = ran("/dev/fd/7") + ran("/dev/fd/7") + ran("/dev/fd/7/x.foo") + ran("/dev/fd/7") +
                   ran("x.foo") + script},
      {.name = "execveat with a close-on-exec fd" + label,
       .facts = "44",
       .files = files,
       .rules = rules,
       .steps = {"open 7 read $W/x.foo cloexec 7 execveat 7 '' empty A0",
                 "open 7 directory $W cloexec 7 execveat 7 x.foo 0 A0",
                 "open 7 read $W/script cloexec 7 execveat 7 '' empty A0",
                 "open 7 read $W/i cloexec 7 execveat 7 '' empty A0",
                 "open 7 directory $W cloexec 7 execveat 7 $W/x.foo 0 A0",
                 "open 7 read $W/x.foo cloexec 7 exec /proc/self/fd/7 A0",
                 "memfd 7 $W/x.foo cloexec 7 execveat 7 '' empty A0"},
       .expected =
           "ENOENT\nENOENT\nENOENT\nargv [A0]\n" + ran("$W/x.foo") + ran("/proc/self/fd/7") + "ENOENT\n"},
  };
}

std::vector<Case> error_cases() {
  return {
      {.name = "execveat errors",
       .facts = "44",
       .files = {probe("i"), text("x.foo", "GUEST"), symlink_to("x.foo", "link.foo")},
       .rules = {":foo:E::foo::$W/i:"},
       .steps = {"execveat cwd link.foo nofollow A0", "execveat cwd x.foo nofollow A0",
                 "execveat cwd x.foo bad A0", "execveat 77 x.foo 0 A0", "execveat 77 '' empty A0",
                 "execveat cwd '' empty A0", "execveat cwd '' 0 A0",
                 "open 7 read $W/x.foo execveat 7 below.foo 0 A0", "execveat 77 $W/x.foo 0 A0"},
       .expected = "ELOOP\nargv [$W/i] [x.foo]\nEINVAL\nEBADF\nEBADF\nEACCES\nENOENT\nENOTDIR\nargv [$W/i] "
                   "[$W/x.foo]\n"},
      {.name = "AT_EXECVE_CHECK does not consult rules",
       .facts = "45",
       .files = {probe("i"), text("x.foo", "GUEST"), text("x.missing", "GUEST"),
                 text("x.plain", "GUEST", 0644), text("rubbish", "GUEST")},
       .rules = {":foo:E::foo::$W/i:", ":missing:E::missing::$W/missing:"},
       .steps = {"execveat cwd x.foo check A0", "execveat cwd x.missing check A0",
                 "execveat cwd rubbish check A0", "execveat cwd x.plain check A0",
                 "execveat cwd gone.foo check A0"},
       .expected = "returned ok\nreturned ok\nreturned ok\nEACCES\nENOENT\n",
       .need = Need::execve_check},
  };
}

}  // namespace

std::span<const Case> execveat_cases() {
  static const std::vector<Case> table = [] {
    std::vector<Case> all = error_cases();
    for (const char* flags : {"", "P", "O", "F"})
      for (const Case& one : with_flags(flags)) all.push_back(one);
    return all;
  }();
  return table;
}

}  // namespace nsbinfmt::test
