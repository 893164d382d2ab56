#include "policy/raw_rule.h"

#include <vector>

#include "tests/support/catch.h"
#include "tests/unit/support.h"

// The numbers are those of facts/binfmt_misc.md 1.1; each line was tried on a kernel.
namespace nsbinfmt::test {
namespace {

using policy::Matcher;
using policy::parse_raw_rule;
using policy::RawRule;
using policy::RuleFlags;

struct Accepted {
  std::string line;
  Matcher matcher;
  std::string interpreter = "/i";
  std::string name = "n";
};

void check_accepted(const std::vector<Accepted>& table) {
  for (const Accepted& row : table) {
    INFO(row.line);
    RawRule rule;
    CHECK(error_of([&] { rule = parse_raw_rule(row.line); }) == "(no error)");
    CHECK(rule ==
          RawRule{.name = row.name, .matcher = row.matcher, .interpreter = row.interpreter, .flags = {}});
  }
}

struct Refused {
  std::string line;
  std::string why;
};

void check_refused(const std::vector<Refused>& table) {
  for (const Refused& row : table) {
    INFO(row.line);
    CHECK_THAT(error_of([&] { parse_raw_rule(row.line); }), Catch::Matchers::EndsWith(": " + row.why));
  }
}

std::string of_length(std::size_t length) {
  const std::string start = ":n:E::foo::/";
  return start + std::string(length - start.size() - 1, 'i') + ":";
}

TEST_CASE("a line has 11 to 1920 bytes (1)", "[raw]") {
  check_accepted({{.line = ":n:E::f::i:", .matcher = extension("f"), .interpreter = "i"}});
  CHECK(parse_raw_rule(of_length(1920)).interpreter.size() == 1920 - 12);
  check_refused({{"", "0 bytes are too few, 11 is the least"},
                 {":n:E::f::i", "10 bytes are too few, 11 is the least"},
                 {of_length(1921), "1921 bytes are too many, 1920 is the most"},
                 {of_length(1920) + "\n", "1921 bytes are too many, 1920 is the most"}});
}

TEST_CASE("one newline may end a line, and nothing else (1)", "[raw]") {
  check_accepted({{.line = ":n:E::foo::/i:\n", .matcher = extension("foo")}});
  CHECK(parse_raw_rule(":n:E::foo::/i:PF\n").flags == RuleFlags{.preserve_argv0 = true, .fix_binary = true});
  check_refused({{":n:E::foo::/i:\n\n", "more than one line"},
                 {":n:E::foo::/i:\n:m:E::foo::/i:\n", "too many fields: 7 delimiters are all it can have"},
                 {":n:E::foo::/i:\nP", "more than one line"},
                 {":n:E::foo::/i:\r\n", "unknown flag '\r': the flags are P O C F"}});
  CHECK(error_of([] { parse_raw_rule(":n:E::foo::/i:" + nul); }) != "(no error)");
}

TEST_CASE("any byte is a delimiter but P, O, C, F and newline (2)", "[raw]") {
  for (unsigned value = 0; value < 256; ++value) {
    const char d = static_cast<char>(value);
    const std::string name = d == 'n' ? "a" : "n";
    const std::string suffix = d == 'f' || d == 'o' ? "bar" : "foo";
    const std::string interpreter = d == '/' || d == 'i' ? "zz" : "/i";
    std::string line;
    for (const std::string& field :
         {std::string(), name, std::string("E"), std::string(), suffix, std::string(), interpreter})
      line += field + d;
    INFO("delimiter " << value);
    if (std::string_view("POCF\n").find(d) != std::string_view::npos) {
      CHECK_THAT(error_of([&] { parse_raw_rule(line); }),
                 Catch::Matchers::EndsWith("P, O, C, F and newline cannot be the delimiter"));
    } else {
      RawRule rule;
      CHECK(error_of([&] { rule = parse_raw_rule(line); }) == "(no error)");
      CHECK(rule ==
            RawRule{.name = name, .matcher = extension(suffix), .interpreter = interpreter, .flags = {}});
    }
  }
}

TEST_CASE("all 7 delimiters are needed, and no more (2)", "[raw]") {
  check_refused({{":n:E::foo::/interp", "too few fields: all 7 delimiters are needed"},
                 {":n:E::foo:/interp", "the interpreter is empty"},
                 {":n:E::foo::/i::", "too many fields: 7 delimiters are all it can have"},
                 {":n:M::foo::/i:P:", "too many fields: 7 delimiters are all it can have"}});
  CHECK(error_of([] { parse_raw_rule(":nnnnnnnnnnnnn"); }) != "(no error)");
}

TEST_CASE("a name is any file name that binfmt_misc does not use itself (3)", "[raw]") {
  const Matcher foo = extension("foo");
  check_accepted({{.line = ":...:E::foo::/i:", .matcher = foo, .name = "..."},
                  {.line = ":a b:E::foo::/i:", .matcher = foo, .name = "a b"},
                  {.line = ":\xc3\xa4:E::foo::/i:", .matcher = foo, .name = "\xc3\xa4"},
                  {.line = ":a\nb:E::foo::/i:", .matcher = foo, .name = "a\nb"},
                  {.line = ":" + std::string(255, 'n') + ":E::foo::/i:",
                   .matcher = foo,
                   .name = std::string(255, 'n')}});
  check_refused({{"::E::foo::/i:", "the name is empty"},
                 {":.:E::foo::/i:", "the name cannot be '.' or '..'"},
                 {":..:E::foo::/i:", "the name cannot be '.' or '..'"},
                 {":a/b:E::foo::/i:", "the name cannot hold a '/'"},
                 {":a" + nul + "b:E::foo::/i:", "the name field holds a NUL byte"},
                 {":register:E::foo::/i:", "the name 'register' is the kernel's own"},
                 {":status:E::foo::/i:", "the name 'status' is the kernel's own"},
                 {":" + std::string(256, 'n') + ":E::foo::/i:", "the name has 256 bytes, 255 are allowed"}});
}

TEST_CASE("the type is exactly E or M (4)", "[raw]") {
  for (const std::string type : {"e", "m", "EM", "", "X", " M", "M "})
    check_refused({{":n:" + type + "::foo::/i:", "the type must be M (magic) or E (extension)"}});
}

TEST_CASE("an offset is read as kstrtoint reads it (5)", "[raw]") {
  const auto line = [](const std::string& offset) { return ":n:M:" + offset + ":AB::/i:"; };
  check_accepted({{.line = line(""), .matcher = magic(0, "AB")},
                  {.line = line("0"), .matcher = magic(0, "AB")},
                  {.line = line("-0"), .matcher = magic(0, "AB")},
                  {.line = line("5"), .matcher = magic(5, "AB")},
                  {.line = line("+5"), .matcher = magic(5, "AB")},
                  {.line = line("010"), .matcher = magic(10, "AB")},
                  {.line = line("5\n"), .matcher = magic(5, "AB")},
                  {.line = line("254"), .matcher = magic(254, "AB")}});
  for (const std::string offset : {"0x10", " 5", "5 ", "a", "+", "-", "++5", "+-5", "-+5", "5\n\n", "\n",
                                   "99999999999", "4294967296", "2147483648"})
    check_refused({{line(offset), "the offset '" + offset + "' is no decimal number"}});
  check_refused(
      {{line("-1"), "the offset '-1' is negative"}, {line("5" + nul), "the offset field holds a NUL byte"}});
}

TEST_CASE("offset and magic stay within the first 256 bytes (5)", "[raw]") {
  const std::string beyond = "offset and magic reach beyond the first 256 bytes";
  check_accepted(
      {{.line = ":n:M:255:A::/i:", .matcher = magic(255, "A")},
       {.line = ":n:M:128:" + std::string(128, 'A') + "::/i:", .matcher = magic(128, std::string(128, 'A'))},
       {.line = ":n:M::" + std::string(256, 'A') + "::/i:", .matcher = magic(0, std::string(256, 'A'))},
       {.line = ":n:M::" + repeated("\\x41", 256) + "::/i:", .matcher = magic(0, std::string(256, 'A'))}});
  check_refused({{":n:M:255:AB::/i:", beyond},
                 {":n:M:256:A::/i:", beyond},
                 {":n:M:2147483647:A::/i:", beyond},
                 {":n:M:1:" + std::string(256, 'A') + "::/i:", beyond},
                 {":n:M::" + std::string(257, 'A') + "::/i:", beyond}});
}

TEST_CASE("\\xHH is the only escape in a magic (6)", "[raw]") {
  check_accepted({{.line = R"(:n:M::\n::/i:)", .matcher = magic(0, R"(\n)")},
                  {.line = R"(:n:M::\\::/i:)", .matcher = magic(0, R"(\\)")},
                  {.line = R"(:n:M::\X41::/i:)", .matcher = magic(0, R"(\X41)")},
                  {.line = R"(:n:M::AB\::/i:)", .matcher = magic(0, R"(AB\)")},
                  {.line = R"(:n:M::\xaB\xFf::/i:)", .matcher = magic(0, "\xab\xff")},
                  {.line = R"(:n:M::\x00asm::/i:)", .matcher = magic(0, nul + "asm")},
                  {.line = R"(:n:M::a\x3ab::/i:)", .matcher = magic(0, "a:b")},
                  {.line = R"(:n:M::\x41\x42::/i:)", .matcher = magic(0, "AB")},
                  {.line = R"(:n:M::\x411::/i:)", .matcher = magic(0, "A1")},
                  {.line = R"(xnxMxxa\x41bxx/ix)", .matcher = magic(0, "aAb")}});
  check_refused({{R"(:n:M::\x0::/i:)", "the magic needs two hex digits after each \\x"},
                 {R"(:n:M::\xzz::/i:)", "the magic needs two hex digits after each \\x"},
                 {R"(:n:M::\\xzz::/i:)", "the magic needs two hex digits after each \\x"},
                 {R"(:n:M::A:\x0:/i:)", "the mask needs two hex digits after each \\x"},
                 {":n:M::::/i:", "the magic is empty"}});
}

TEST_CASE("a backslash before \\x41 makes five literal bytes of it (6)", "[raw]") {
  check_accepted({{.line = R"(:n:M::\\x41::/i:)", .matcher = magic(0, R"(\\x41)")},
                  {.line = R"(:n:M::a\\x41\x42::/i:)", .matcher = magic(0, R"(a\\x41B)")},
                  {.line = R"(:n:M::\\\x41::/i:)", .matcher = magic(0, R"(\\A)")}});
}

TEST_CASE("a raw NUL byte cuts magic and mask short (6, 7)", "[raw]") {
  check_accepted({{.line = ":n:M::A" + nul + "B::/i:", .matcher = magic(0, "A")},
                  {.line = ":n:M::A" + nul + "\\x42::/i:", .matcher = magic(0, "A")},
                  {.line = ":n:M::AB:" + nul + ":/i:", .matcher = magic(0, "AB")},
                  {.line = ":n:M::A:\xff" + nul + "\xff:/i:", .matcher = magic(0, "A", "\xff")}});
  check_refused({{":n:M::" + nul + "B::/i:", "the magic is empty"},
                 {":n:M::A" + nul + "\\xzz::/i:", "the magic needs two hex digits after each \\x"}});
}

TEST_CASE("a mask is as long as the magic (7)", "[raw]") {
  check_accepted({{.line = R"(:n:M::AB:\xff\xf0:/i:)", .matcher = magic(0, "AB", "\xff\xf0")},
                  {.line = R"(:n:M::AB:\xff\x00:/i:)", .matcher = magic(0, "AB", "\xff" + nul)},
                  {.line = R"(:n:M::AB:\x00\x00:/i:)", .matcher = magic(0, "AB", nul + nul)}});
  check_refused({{R"(:n:M::AB:\xff:/i:)", "the mask has 1 bytes, the magic 2"},
                 {R"(:n:M::AB:\xff\xff\xff:/i:)", "the mask has 3 bytes, the magic 2"}});
}

TEST_CASE("an extension stands verbatim, and its other fields are not read (5, 8)", "[raw]") {
  check_accepted({{.line = R"(:n:E::\x66oo::/i:)", .matcher = extension("\\x66oo")},
                  {.line = ":n:E::.foo::/i:", .matcher = extension(".foo")},
                  {.line = ":n:E::tar.gz::/i:", .matcher = extension("tar.gz")},
                  {.line = R"(:n:E:zz:foo:\xzz:/i:)", .matcher = extension("foo")},
                  {.line = ":n:E:-1:foo:\xff\xff:/i:", .matcher = extension("foo")}});
  check_refused(
      {{":n:E::::/i:", "the extension is empty"}, {":n:E::a/b::/i:", "the extension cannot hold a '/'"}});
}

TEST_CASE("an interpreter is one path, whatever it looks like (9)", "[raw]") {
  const Matcher foo = extension("foo");
  check_accepted({{.line = ":n:E::foo::rel:", .matcher = foo, .interpreter = "rel"},
                  {.line = ":n:E::foo::/i -a  b:", .matcher = foo, .interpreter = "/i -a  b"},
                  {.line = ":n:E::foo::/i\nj:", .matcher = foo, .interpreter = "/i\nj"},
                  {.line = ":n:E::foo::/" + std::string(1500, 'i') + ":",
                   .matcher = foo,
                   .interpreter = "/" + std::string(1500, 'i')}});
  check_refused({{":n:E::foo:::", "the interpreter is empty"},
                 {":n:E::foo::/i" + nul + "j:", "the interpreter field holds a NUL byte"}});
}

TEST_CASE("flags come in any order and number, and C implies O (10)", "[raw]") {
  const auto flags = [](const std::string& letters) {
    return parse_raw_rule(":n:E::foo::/i:" + letters).flags;
  };
  CHECK(flags("") == RuleFlags{});
  CHECK(flags("P") == RuleFlags{.preserve_argv0 = true});
  CHECK(flags("O") == RuleFlags{.open_binary = true});
  CHECK(flags("C") == RuleFlags{.open_binary = true, .credentials = true});
  CHECK(flags("F") == RuleFlags{.fix_binary = true});
  CHECK(flags("FCPFCP") == RuleFlags{true, true, true, true});
  CHECK(to_text(flags("FCP")) == "POCF");
  CHECK(to_text(flags("C")) == "OC");
  check_refused({{":n:E::foo::/i:X", "unknown flag 'X': the flags are P O C F"},
                 {":n:E::foo::/i:p", "unknown flag 'p': the flags are P O C F"},
                 {":n:E::foo::/i:P F", "unknown flag ' ': the flags are P O C F"},
                 {":n:E::foo::/i:P,F", "unknown flag ',': the flags are P O C F"}});
}

TEST_CASE("a refusal shows the line and what a line looks like", "[raw]") {
  CHECK(error_of([] { parse_raw_rule(":n:X:" + nul + "foo::/i:"); }) ==
        "bad rule ':n:X:?foo::/i:': the type must be M (magic) or E (extension)");
  CHECK(hint_of([] { parse_raw_rule(":n:X::foo::/i:"); }) ==
        "a raw rule is :name:M:offset:magic:mask:interpreter:flags or :name:E::extension::interpreter:flags");
}

}  // namespace
}  // namespace nsbinfmt::test
