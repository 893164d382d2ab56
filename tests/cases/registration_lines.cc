#include "tests/cases/registration_lines.h"

#include <vector>

namespace nsbinfmt::test {
namespace {

using enum Judged;

const std::string nul(1, '\0');

std::string repeated(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

std::string shown_magic(int offset, const std::string& hex, const std::string& mask = "") {
  return "interpreter /i\nflags: \noffset " + std::to_string(offset) + "\nmagic " + hex + "\n" +
         (mask.empty() ? "" : "mask " + mask + "\n");
}

std::string shown_extension(const std::string& extension, const std::string& interpreter = "/i",
                            const std::string& flags = "") {
  return "interpreter " + interpreter + "\nflags: " + flags + "\nextension ." + extension + "\n";
}

// A line of exactly this length.
std::string of_length(std::size_t length) {
  const std::string start = ":n:E::foo::/";
  return start + std::string(length - start.size() - 1, 'i') + ":";
}

std::vector<Line> shape_lines() {
  return {
      {.name = "10 bytes", .facts = "1", .bytes = ":n:E::f::i", .verdict = "EINVAL"},
      {.name = "11 bytes", .facts = "1", .bytes = ":n:E::f::i:", .entry = shown_extension("f", "i")},
      {.name = "1920 bytes", .facts = "1", .bytes = of_length(1920)},
      {.name = "1921 bytes", .facts = "1", .bytes = of_length(1921), .verdict = "EINVAL"},
      {.name = "empty", .facts = "1", .bytes = ":", .verdict = "EINVAL"},
      {.name = "a trailing newline",
       .facts = "1",
       .bytes = ":n:E::foo::/i:\n",
       .entry = shown_extension("foo"),
       .judged = same_or_refused},
      {.name = "two trailing newlines", .facts = "1", .bytes = ":n:E::foo::/i:\n\n", .verdict = "EINVAL"},
      {.name = "a carriage return", .facts = "1", .bytes = ":n:E::foo::/i:\r\n", .verdict = "EINVAL"},
      {.name = "two rules in one",
       .facts = "1",
       .bytes = ":n:E::foo::/i:\n:m:E::foo::/i:\n",
       .verdict = "EINVAL"},
      {.name = "a trailing NUL",
       .facts = "1",
       .bytes = ":n:E::foo::/i:" + nul,
       .verdict = "EINVAL",
       .judged = not_asked},
      {.name = "six delimiters", .facts = "2", .bytes = ":n:E::foo::/interp", .verdict = "EINVAL"},
      {.name = "eight delimiters", .facts = "2", .bytes = ":n:E::foo::/i::", .verdict = "EINVAL"},
      {.name = "five delimiters", .facts = "2", .bytes = ":n:E::foo:/interp", .verdict = "EINVAL"},
      {.name = "delimiter comma",
       .facts = "2",
       .bytes = ",n,E,,foo,,/i,",
       .entry = shown_extension("foo"),
       .judged = same_or_refused},
      {.name = "delimiter blank",
       .facts = "2",
       .bytes = " n E  foo  /i ",
       .entry = shown_extension("foo"),
       .judged = same_or_refused},
      {.name = "delimiter backslash",
       .facts = "2",
       .bytes = R"(\n\E\\foo\\/i\)",
       .entry = shown_extension("foo"),
       .judged = same_or_refused},
      {.name = "delimiter NUL",
       .facts = "2",
       .bytes = nul + "n" + nul + "E" + nul + nul + "foo" + nul + nul + "/i" + nul,
       .entry = shown_extension("foo"),
       .judged = not_asked},
      {.name = "delimiter 0xff",
       .facts = "2",
       .bytes = "\xffn\xff"
                "E\xff\xff"
                "foo\xff\xff/i\xff",
       .entry = shown_extension("foo"),
       .judged = same_or_refused},
      {.name = "delimiter E",
       .facts = "2",
       .bytes = "EnEMEEhelloEE/iE",
       .entry = shown_magic(0, "68656c6c6f"),
       .judged = same_or_refused},
      {.name = "delimiter M",
       .facts = "2",
       .bytes = "MnMEMMfooMM/iM",
       .entry = shown_extension("foo"),
       .judged = same_or_refused},
      {.name = "delimiter P", .facts = "2", .bytes = "PnPEPPfooPP/iP", .verdict = "EINVAL"},
      {.name = "delimiter O", .facts = "2", .bytes = "OnOEOOfxxOO/iO", .verdict = "EINVAL"},
      {.name = "delimiter C", .facts = "2", .bytes = "CnCECCfooCC/iC", .verdict = "EINVAL"},
      {.name = "delimiter F", .facts = "2", .bytes = "FnFEFFfooFF/iF", .verdict = "EINVAL"},
      {.name = "delimiter newline", .facts = "2", .bytes = "\nn\nE\n\nfoo\n\n/i\n", .verdict = "EINVAL"},
  };
}

std::vector<Line> name_lines() {
  return {
      {.name = "empty name", .facts = "3", .bytes = "::E::foo::/i:", .verdict = "EINVAL"},
      {.name = "name .", .facts = "3", .bytes = ":.:E::foo::/i:", .verdict = "EINVAL"},
      {.name = "name ..", .facts = "3", .bytes = ":..:E::foo::/i:", .verdict = "EINVAL"},
      {.name = "name ...",
       .facts = "3",
       .bytes = ":...:E::foo::/i:",
       .entry = shown_extension("foo"),
       .entry_name = "..."},
      {.name = "name with a slash", .facts = "3", .bytes = ":a/b:E::foo::/i:", .verdict = "EINVAL"},
      {.name = "name with a NUL",
       .facts = "3",
       .bytes = ":a" + nul + "b:E::foo::/i:",
       .verdict = "EINVAL",
       .judged = not_asked},
      {.name = "name of 255 bytes",
       .facts = "3",
       .bytes = ":" + std::string(255, 'n') + ":E::foo::/i:",
       .entry = shown_extension("foo"),
       .entry_name = std::string(255, 'n')},
      {.name = "name of 256 bytes",
       .facts = "3",
       .bytes = ":" + std::string(256, 'n') + ":E::foo::/i:",
       .verdict = "ENAMETOOLONG"},
      {.name = "name register", .facts = "3", .bytes = ":register:E::foo::/i:", .verdict = "EEXIST"},
      {.name = "name status", .facts = "3", .bytes = ":status:E::foo::/i:", .verdict = "EEXIST"},
      {.name = "name with a blank",
       .facts = "3",
       .bytes = ":a b:E::foo::/i:",
       .entry = shown_extension("foo"),
       .entry_name = "a b"},
      {.name = "name in UTF-8",
       .facts = "3",
       .bytes = ":\xc3\xa4:E::foo::/i:",
       .entry = shown_extension("foo"),
       .entry_name = "\xc3\xa4"},
      {.name = "name with a newline",
       .facts = "3",
       .bytes = ":a\nb:E::foo::/i:",
       .entry = shown_extension("foo"),
       .judged = same_or_refused,
       .entry_name = "a\nb"},
      {.name = "type e", .facts = "4", .bytes = ":n:e::foo::/i:", .verdict = "EINVAL"},
      {.name = "type EM", .facts = "4", .bytes = ":n:EM::foo::/i:", .verdict = "EINVAL"},
      {.name = "no type", .facts = "4", .bytes = ":n:::foo::/i:", .verdict = "EINVAL"},
      {.name = "type X", .facts = "4", .bytes = ":n:X::foo::/i:", .verdict = "EINVAL"},
  };
}

Line offset_line(const std::string& offset, const std::string& verdict, int shown = 0) {
  return {.name = "offset '" + offset + "'",
          .facts = "5",
          .bytes = ":n:M:" + offset + ":AB::/i:",
          .verdict = verdict,
          .entry = verdict == "ok" ? shown_magic(shown, "4142") : "",
          .judged = offset.find('\n') == std::string::npos ? like_the_kernel : same_or_refused};
}

std::vector<Line> magic_lines() {
  std::vector<Line> lines = {
      offset_line("", "ok"),
      offset_line("5", "ok", 5),
      offset_line("+5", "ok", 5),
      offset_line("010", "ok", 10),
      offset_line("5\n", "ok", 5),
      offset_line("-1", "EINVAL"),
      offset_line("0x10", "EINVAL"),
      offset_line(" 5", "EINVAL"),
      offset_line("5 ", "EINVAL"),
      offset_line("a", "EINVAL"),
      offset_line("99999999999", "EINVAL"),
      offset_line("254", "ok", 254),
      offset_line("255", "EINVAL"),
      offset_line("-0", "ok", 0),
      offset_line("++5", "EINVAL"),
      offset_line("4294967296", "EINVAL"),
  };
  const std::vector<Line> more = {
      {.name = "255+1", .facts = "5", .bytes = ":n:M:255:A::/i:", .entry = shown_magic(255, "41")},
      {.name = "256+1", .facts = "5", .bytes = ":n:M:256:A::/i:", .verdict = "EINVAL"},
      {.name = "128+128",
       .facts = "5, 6",
       .bytes = ":n:M:128:" + std::string(128, 'A') + "::/i:",
       .entry = shown_magic(128, repeated("41", 128))},
      {.name = "0+256",
       .facts = "5, 6",
       .bytes = ":n:M::" + std::string(256, 'A') + "::/i:",
       .entry = shown_magic(0, repeated("41", 256))},
      {.name = "0+256 in escapes",
       .facts = "6",
       .bytes = ":n:M::" + repeated("\\x41", 256) + "::/i:",
       .entry = shown_magic(0, repeated("41", 256))},
      {.name = "0+257",
       .facts = "6",
       .bytes = ":n:M::" + std::string(257, 'A') + "::/i:",
       .verdict = "EINVAL"},
      {.name = "1+256",
       .facts = "5",
       .bytes = ":n:M:1:" + std::string(256, 'A') + "::/i:",
       .verdict = "EINVAL"},
      {.name = "no magic", .facts = "6", .bytes = ":n:M:::/i:::", .verdict = "EINVAL"},
      {.name = "empty magic", .facts = "6", .bytes = ":n:M::::/i:", .verdict = "EINVAL"},
      {.name = "escape with one digit", .facts = "6", .bytes = R"(:n:M::\x0::/i:)", .verdict = "EINVAL"},
      {.name = "escape with no digit", .facts = "6", .bytes = R"(:n:M::\xzz::/i:)", .verdict = "EINVAL"},
      {.name = "\\n is literal", .facts = "6", .bytes = R"(:n:M::\n::/i:)", .entry = shown_magic(0, "5c6e")},
      {.name = "\\\\ is literal", .facts = "6", .bytes = R"(:n:M::\\::/i:)", .entry = shown_magic(0, "5c5c")},
      {.name = "\\X41 is literal",
       .facts = "6",
       .bytes = R"(:n:M::\X41::/i:)",
       .entry = shown_magic(0, "5c583431")},
      {.name = "a trailing backslash",
       .facts = "6",
       .bytes = R"(:n:M::AB\::/i:)",
       .entry = shown_magic(0, "41425c")},
      // The kernel looks for the field's end and decodes in two passes, which differ after a backslash.
      {.name = "\\\\xzz", .facts = "6", .bytes = R"(:n:M::\\xzz::/i:)", .verdict = "EINVAL"},
      {.name = "\\\\\\x41", .facts = "6", .bytes = R"(:n:M::\\\x41::/i:)", .entry = shown_magic(0, "5c5c41")},
      {.name = "\\\\x3a",
       .facts = "6",
       .bytes = R"(:n:M::\\x3a::/i:)",
       .entry = shown_magic(0, "5c5c783361")},
      {.name = "\\\\x41",
       .facts = "6",
       .bytes = R"(:n:M::\\x41::/i:)",
       .entry = shown_magic(0, "5c5c783431")},
      {.name = "hex digits of either case",
       .facts = "6",
       .bytes = R"(:n:M::\xaB\xFf::/i:)",
       .entry = shown_magic(0, "abff")},
      {.name = "raw NUL cuts the magic",
       .facts = "6",
       .bytes = ":n:M::A" + nul + "B::/i:",
       .entry = shown_magic(0, "41"),
       .judged = not_asked},
      {.name = "raw NUL first in the magic",
       .facts = "6",
       .bytes = ":n:M::" + nul + "B::/i:",
       .verdict = "EINVAL",
       .judged = not_asked},
      {.name = "NUL in escapes",
       .facts = "6",
       .bytes = R"(:n:M::\x00asm::/i:)",
       .entry = shown_magic(0, "0061736d")},
      {.name = "the delimiter in escapes",
       .facts = "6",
       .bytes = R"(:n:M::a\x3ab::/i:)",
       .entry = shown_magic(0, "613a62")},
      {.name = "escapes where the delimiter is x",
       .facts = "6",
       .bytes = R"(xnxMxxa\x41bxx/ix)",
       .entry = shown_magic(0, "614162"),
       .judged = same_or_refused},
      {.name = "a mask",
       .facts = "7",
       .bytes = R"(:n:M::AB:\xff\xf0:/i:)",
       .entry = shown_magic(0, "4142", "fff0")},
      {.name = "magic is not masked before",
       .facts = "7",
       .bytes = R"(:n:M::AB:\xff\x00:/i:)",
       .entry = shown_magic(0, "4142", "ff00")},
      {.name = "a mask too short", .facts = "7", .bytes = R"(:n:M::AB:\xff:/i:)", .verdict = "EINVAL"},
      {.name = "a mask too long", .facts = "7", .bytes = R"(:n:M::AB:\xff\xff\xff:/i:)", .verdict = "EINVAL"},
      {.name = "a mask that starts with raw NUL",
       .facts = "7",
       .bytes = ":n:M::AB:" + nul + ":/i:",
       .entry = shown_magic(0, "4142"),
       .judged = not_asked},
      {.name = "a mask of all zero",
       .facts = "7",
       .bytes = R"(:n:M::AB:\x00\x00:/i:)",
       .entry = shown_magic(0, "4142", "0000"),
       .judged = not_asked},  // nothing could be executed any more; matching_cases.cc has it
  };
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

std::vector<Line> extension_lines() {
  return {
      {.name = "empty extension", .facts = "8", .bytes = ":n:E::::/i:", .verdict = "EINVAL"},
      {.name = "extension with a slash", .facts = "8", .bytes = ":n:E::a/b::/i:", .verdict = "EINVAL"},
      {.name = "extension is not unescaped",
       .facts = "8",
       .bytes = R"(:n:E::\x66oo::/i:)",
       .entry = shown_extension("\\x66oo")},
      {.name = "extension .foo", .facts = "8", .bytes = ":n:E::.foo::/i:", .entry = shown_extension(".foo")},
      {.name = "extension tar.gz",
       .facts = "8",
       .bytes = ":n:E::tar.gz::/i:",
       .entry = shown_extension("tar.gz")},
      {.name = "rubbish for offset and mask",
       .facts = "5, 8",
       .bytes = ":n:E:zz:foo:\\xzz:/i:",
       .entry = shown_extension("foo")},
      {.name = "empty interpreter", .facts = "9", .bytes = ":n:E::foo:::", .verdict = "EINVAL"},
      {.name = "interpreter with a NUL",
       .facts = "9",
       .bytes = ":n:E::foo::/i" + nul + "j:",
       .verdict = "EINVAL",
       .judged = not_asked},
      {.name = "relative interpreter",
       .facts = "9",
       .bytes = ":n:E::foo::i:",
       .entry = shown_extension("foo", "i")},
      {.name = "interpreter with blanks",
       .facts = "9",
       .bytes = ":n:E::foo::/i -a  b:",
       .entry = shown_extension("foo", "/i -a  b")},
      {.name = "interpreter with a newline",
       .facts = "9",
       .bytes = ":n:E::foo::/i\nj:",
       .entry = shown_extension("foo", "/i\nj"),
       .judged = same_or_refused},
      {.name = "interpreter of 1500 bytes",
       .facts = "9",
       .bytes = ":n:E::foo::/" + std::string(1500, 'i') + ":",
       .entry = shown_extension("foo", "/" + std::string(1500, 'i'))},
      {.name = "interpreter that does not exist", .facts = "9", .bytes = ":n:E::foo::/nowhere/i:"},
  };
}

Line flags_line(const std::string& flags, const std::string& verdict, const std::string& shown = "") {
  return {.name = "flags '" + flags + "'",
          .facts = "10",
          .bytes = ":n:E::foo::$W/i:" + flags,
          .verdict = verdict,
          .entry = verdict == "ok" ? shown_extension("foo", "$W/i", shown) : ""};
}

Line fixed_line(const std::string& interpreter, const std::string& verdict, Judged judged = like_the_kernel) {
  return {.name = "F: " + interpreter,
          .facts = "11, 13",
          .bytes = ":n:E::foo::" + interpreter + ":F",
          .verdict = verdict,
          .judged = judged};
}

std::vector<Line> flag_lines() {
  return {
      flags_line("P", "ok", "P"),
      flags_line("O", "ok", "O"),
      flags_line("C", "ok", "OC"),
      flags_line("F", "ok", "F"),
      flags_line("FCOP", "ok", "POCF"),
      flags_line("PPFF", "ok", "PF"),
      flags_line("OC", "ok", "OC"),
      flags_line("X", "EINVAL"),
      flags_line("p", "EINVAL"),
      flags_line("P F", "EINVAL"),
      flags_line("P,F", "EINVAL"),
      fixed_line("$W/i", "ok"),
      fixed_line("$W/missing", "ENOENT"),
      fixed_line("$W/plain", "EACCES"),
      fixed_line("$W/d", "EACCES"),
      // The registering process is root over its own files, so that only another owner's directory is closed
      // to it.
      fixed_line("$W/closed/i", "ok", same_or_refused),
      fixed_line("/root/interpreter", "EACCES"),
      fixed_line("$W/i/below", "ENOTDIR"),
      fixed_line("$W/loop", "ELOOP"),
      fixed_line("$W/writer", "ETXTBSY"),
      fixed_line("i", "ok"),
      // Precedence: parse errors, then F's open, then the name.
      {.name = "parse error before F's open",
       .facts = "13",
       .bytes = ":n:X::foo::$W/missing:F",
       .verdict = "EINVAL"},
      {.name = "F's open before a taken name",
       .facts = "13",
       .bytes = ":status:E::foo::$W/missing:F",
       .verdict = "ENOENT"},
      {.name = "F's open before a long name",
       .facts = "13",
       .bytes = ":" + std::string(256, 'n') + ":E::foo::$W/missing:F",
       .verdict = "ENOENT"},
  };
}

}  // namespace

std::span<const Line> registration_lines() {
  static const std::vector<Line> table = [] {
    std::vector<Line> all = shape_lines();
    for (const auto& part : {name_lines(), magic_lines(), extension_lines(), flag_lines()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return table;
}

}  // namespace nsbinfmt::test
