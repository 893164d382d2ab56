#include "policy/matcher.h"

#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::head_size;
using policy::matches;

TEST_CASE("a magic matches at its offset, and only there", "[matcher]") {
  CHECK(matches(magic(0, "AB"), "ABC", "x"));
  CHECK_FALSE(matches(magic(0, "AB"), "XAB", "x"));
  CHECK(matches(magic(1, "AB"), "XAB", "x"));
  CHECK_FALSE(matches(magic(0, "AB"), "AC", "x"));
  CHECK_FALSE(matches(magic(0, "AB"), "A", "x"));
}

TEST_CASE("only the bits in the mask are compared, in magic and file alike (7)", "[matcher]") {
  CHECK(matches(magic(0, "AB", "\xff\xf0"), "AO", "x"));
  CHECK_FALSE(matches(magic(0, "AB", "\xff\xf0"), "AR", "x"));
  CHECK(matches(magic(0, "A\xff", "\xff" + nul), "AB", "x"));
  CHECK(matches(magic(0, "\x0f", "\xf0"), "\x01", "x"));
  CHECK(matches(magic(0, "AB", nul + nul), "", "x"));
  CHECK(matches(magic(3, "AB", nul + nul), "anything", "x"));
}

TEST_CASE("bytes above 127 are compared as they are", "[matcher]") {
  CHECK(matches(magic(0, "\xca\xfe\xba\xbe"), "\xca\xfe\xba\xbe", "x"));
  CHECK_FALSE(matches(magic(0, "\xca"), "\x4a", "x"));
}

TEST_CASE("a short file is padded with NULs (20)", "[matcher]") {
  CHECK(matches(magic(0, "A" + nul + nul), "A", "x"));
  CHECK(matches(magic(100, nul), "A", "x"));
  CHECK(matches(magic(0, repeated(nul, head_size)), "", "x"));
  CHECK_FALSE(matches(magic(0, "A" + nul), "AB", "x"));
}

TEST_CASE("only the first 256 bytes of a file are looked at (20)", "[matcher]") {
  CHECK(matches(magic(255, "Z"), std::string(255, 'a') + "Z", "x"));
  CHECK(matches(magic(255, "Z"), std::string(255, 'a') + "ZZZ", "x"));
  CHECK(matches(magic(128, std::string(128, 'b')), std::string(128, 'a') + std::string(200, 'b'), "x"));
  CHECK_FALSE(matches(magic(256, "Z"), std::string(300, 'Z'), "x"));
  CHECK(matches(magic(0, std::string(256, 'b')), std::string(300, 'b'), "x"));
}

TEST_CASE("rules on #! and on ELF match scripts and programs (19)", "[matcher]") {
  CHECK(matches(magic(0, "#!"), "#!/bin/sh\n", "x"));
  CHECK(matches(magic(0,
                      "\x7f"
                      "ELF"),
                elf_head("x86_64"), "x"));
  CHECK(matches(extension("sh"), "#!/bin/sh\n", "x.sh"));
  CHECK(matches(extension("elf"), elf_head("x86_64"), "x.elf"));
}

TEST_CASE("an extension is what follows the last dot of the path (21)", "[matcher]") {
  const policy::Matcher foo = extension("foo");
  for (const std::string path :
       {"x.foo", "/t/x.foo", ".foo", "a.b.foo", "d.d/x.foo", "../x.foo", "/dev/fd/3/x.foo", "..foo"}) {
    INFO(path);
    CHECK(matches(foo, "", path));
  }
  for (const std::string path : {"x.FOO", "x.fooo", "x.fo", "foo", "", ".", "x.", "d.foo/x",
                                 "dd.foo/../plain", "x.foo.", "x.foo/", "/dev/fd/3", "x.foo "}) {
    INFO(path);
    CHECK_FALSE(matches(foo, "", path));
  }
}

TEST_CASE("an extension with a dot can never match (8)", "[matcher]") {
  CHECK_FALSE(matches(extension("tar.gz"), "", "x.tar.gz"));
  CHECK_FALSE(matches(extension(".foo"), "", "x..foo"));
  CHECK(matches(extension("gz"), "", "x.tar.gz"));
}

TEST_CASE("a magic does not ask the path, nor an extension the bytes", "[matcher]") {
  CHECK(matches(magic(0, "AB"), "AB", ""));
  CHECK(matches(extension("foo"), "", "x.foo"));
  CHECK_FALSE(matches(magic(0, "foo"), "", "x.foo"));
}

TEST_CASE("a matcher is told in the words of a binfmt_misc entry", "[matcher]") {
  CHECK(to_text(magic(0, nul + "asm")) == "offset 0 magic 0061736d");
  CHECK(to_text(magic(12, "AB", "\xff\xf0")) == "offset 12 magic 4142 mask fff0");
  CHECK(to_text(extension("jar")) == "extension .jar");
}

}  // namespace
}  // namespace nsbinfmt::test
