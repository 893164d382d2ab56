#include "tests/cases/case.h"

namespace nsbinfmt::test {
namespace {

// "./i" is native, "./g.foo" is a guest: both targets must be parsed alike. Relative, so that lengths do not
// depend on $W.
std::vector<Case> with_target(const std::string& target) {
  const auto name = [&](const std::string& what) { return what + ", #! line names " + target; };
  const std::vector<std::string> rules = {":foo:E::foo::./i:"};
  const std::string shown = target == "./i" ? "argv [./i]" : "argv [./i] [./g.foo]";
  const std::string line = "#!" + target;
  const std::size_t room = 255 - line.size() - 1;  // what is left of the window for the argument
  const std::string first_length = target == "./i" ? "lengths 3 " : "lengths 3 7 ";
  const std::vector<File> common = {probe("i"), text("g.foo", "GUEST")};
  const auto files = [&](std::vector<File> more) {
    more.insert(more.end(), common.begin(), common.end());
    return more;
  };
  return {
      {.name = name("one argument, inner blanks kept, outer ones cut"),
       .facts = "34",
       .files = files({text("s1", line + " a  b \t \n"), text("s2", line + "\t-x\n"),
                       text("s3", "#! \t " + target + "\n"), text("s4", line + " \n"),
                       text("s5", line + " -r\r\n"), text("s6", line + "  two  spaces\nrest\n")}),
       .rules = rules,
       .steps = {"exec ./s1 A0 a1", "exec ./s2 A0 a1", "exec ./s3 A0 a1", "exec ./s4 A0", "exec ./s5 A0",
                 "exec ./s6 A0"},
       .expected = shown + " [a  b] [./s1] [a1]\n" + shown + " [-x] [./s2] [a1]\n" + shown +
                   " [./s3] [a1]\n" + shown + " [./s4]\n" + shown + " [-r\r] [./s5]\n" + shown +
                   " [two  spaces] [./s6]\n"},
      // Trailing blanks are cut only before a newline.
      {.name = name("no newline at the end"),
       .facts = "34",
       .files = files({text("s1", line), text("s2", line + " arg"), text("s3", line + " arg ")}),
       .rules = rules,
       .steps = {"exec ./s1 A0 a1", "exec ./s2 A0 a1", "exec ./s3 A0 a1"},
       .expected =
           shown + " [./s1] [a1]\n" + shown + " [arg] [./s2] [a1]\n" + shown + " [arg ] [./s3] [a1]\n"},
      {.name = name("a long argument is cut at the window's end"),
       .facts = "34",
       .files = files({text("s1", line + " " + std::string(400, 'a') + "\n"),
                       text("s2", line + " " + std::string(room, 'a') + "\n"),
                       text("s3", line + " " + std::string(room + 1, 'a') + "\n"),
                       text("s4", line + " " + std::string(room - 1, 'a') + "\n")}),
       .rules = rules,
       .steps = {"show lengths exec ./s1 A0", "show lengths exec ./s2 A0", "show lengths exec ./s3 A0",
                 "show lengths exec ./s4 A0"},
       .expected = first_length + std::to_string(room) + " 4\n" + first_length + std::to_string(room) +
                   " 4\n" + first_length + std::to_string(room) + " 4\n" + first_length +
                   std::to_string(room - 1) + " 4\n"},
      {.name = name("argv[0] is dropped, NULL and empty argv too"),
       .facts = "34, 37",
       .files = files({text("s1", line + "\n")}),
       .rules = rules,
       .steps = {"exec ./s1 '' a1", "exec-empty ./s1", "exec-null ./s1"},
       .expected = shown + " [./s1] [a1]\n" + shown + " [./s1]\n" + shown + " [./s1]\n"},
      {.name = name("relative interpreters are the caller's"),
       .facts = "34",
       .files = files({text("s1", line + "\n"), directory("d")}),
       .rules = rules,
       .steps = {"chdir d exec ../s1 A0"},
       .expected = "ENOENT\n"},
  };
}

std::vector<Case> odd_lines() {
  const auto dots = [](std::size_t count) {
    std::string path = ".";
    while (path.size() + 2 <= count - 3) path += "/.";
    return path + std::string(count - path.size() - 1, '/') + "i";
  };
  return {
      {.name = "#! lines that name nothing",
       .facts = "34",
       .files = {probe("i"), text("s1", "#!"), text("s2", "#!\n"), text("s3", "#! \t \n"), text("s4", "#! "),
                 text("s5", "#!\n./i\n")},
       .rules = {":foo:E::foo::./i:"},
       .steps = {"exec ./s1 A0", "exec ./s2 A0", "exec ./s3 A0", "exec ./s4 A0", "exec ./s5 A0"},
       // Where no newline ends it, the name is the empty path: EACCES.
       .expected = "EACCES\nENOEXEC\nENOEXEC\nEACCES\nENOEXEC\n"},
      {.name = "#! paths at the window's edge",
       .facts = "34",
       .files = {probe("i"), text("s252", "#!" + dots(252) + "\n"), text("s253", "#!" + dots(253) + "\n"),
                 text("s254", "#!" + dots(254) + "\n"), text("s255", "#!" + dots(255) + "\n"),
                 text("bare252", "#!" + dots(252)), text("bare253", "#!" + dots(253)),
                 text("bare254", "#!" + dots(254)), text("arg253", "#!" + dots(253) + " x\n")},
       .rules = {":foo:E::foo::./i:"},
       .steps = {"show lengths exec ./s252 A0", "show lengths exec ./s253 A0", "show lengths exec ./s254 A0",
                 "show lengths exec ./s255 A0", "show lengths exec ./bare252 A0",
                 "show lengths exec ./bare253 A0", "show lengths exec ./bare254 A0",
                 "show lengths exec ./arg253 A0"},
       .expected = "lengths 252 6\nlengths 253 6\nENOEXEC\nENOEXEC\nlengths 252 9\nlengths 253 9\nENOEXEC\n"
                   "lengths 253 8\n"},
      {.name = "what is wrong with a #! interpreter",
       .facts = "25, 34",
       .files = {probe("i"), text("s1", "#!./missing\n"), text("s2", "#!./plain\n"), text("s3", "#!./d\n"),
                 text("s4", "#!./i/below\n"), text("plain", "", 0644), directory("d"), text("s5", "#!./s5\n"),
                 text("s6", "#!./i\r\n"), text("s7", "#!./rubbish\n"), text("rubbish", "\x01\x02\n")},
       .rules = {":foo:E::foo::./i:"},
       .steps = {"exec ./s1 A0", "exec ./s2 A0", "exec ./s3 A0", "exec ./s4 A0", "exec ./s5 A0",
                 "exec ./s6 A0", "exec ./s7 A0"},
       .expected = "ENOENT\nEACCES\nEACCES\nENOTDIR\nELOOP\nENOENT\nENOEXEC\n"},
  };
}

}  // namespace

std::span<const Case> shebang_cases() {
  static const std::vector<Case> table = [] {
    std::vector<Case> all = with_target("./i");
    for (const auto& part : {with_target("./g.foo"), odd_lines()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return table;
}

}  // namespace nsbinfmt::test
