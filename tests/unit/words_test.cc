#include "policy/words.h"

#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::join_words;
using policy::quote_word;
using policy::split_words;

using Words = std::vector<std::string>;

TEST_CASE("words are split at blanks, tabs and newlines", "[words]") {
  CHECK(split_words("").empty());
  CHECK(split_words(" \t\n").empty());
  CHECK(split_words("a") == Words{"a"});
  CHECK(split_words("  a \t b\nc  ") == Words{"a", "b", "c"});
}

TEST_CASE("quotes and backslashes are taken as a shell takes them", "[words]") {
  CHECK(split_words("'a b' c") == Words{"a b", "c"});
  CHECK(split_words(R"('a\b"')") == Words{R"(a\b")"});
  CHECK(split_words(R"("a b" "c'd")") == Words{"a b", "c'd"});
  CHECK(split_words(R"("\"\\\$\`\n")") == Words{R"("\$`\n)"});
  CHECK(split_words(R"(a\ b \'c\\)") == Words{"a b", R"('c\)"});
  CHECK(split_words(R"(a'b'"c"\d)") == Words{"abcd"});
  CHECK(split_words("'' \"\"") == Words{"", ""});
  CHECK(split_words("a''b") == Words{"ab"});
  CHECK(split_words("$HOME ~ *.c # x") == Words{"$HOME", "~", "*.c", "#", "x"});
}

TEST_CASE("an open quote and a trailing backslash are refused", "[words]") {
  CHECK(error_of([] { split_words("a 'b"); }) == "cannot split 'a 'b' into words: no closing single quote");
  CHECK(error_of([] { split_words("a \"b"); }) == "cannot split 'a \"b' into words: no closing double quote");
  CHECK(error_of([] { split_words("\"b\\\""); }) ==
        "cannot split '\"b\\\"' into words: no closing double quote");
  CHECK(error_of([] { split_words("a\\"); }) == "cannot split 'a\\' into words: trailing backslash");
}

TEST_CASE("words are quoted only where a shell needs it", "[words]") {
  CHECK(quote_word("") == "''");
  CHECK(quote_word("--dir={dir}::{dir}") == "--dir={dir}::{dir}");
  CHECK(quote_word("/usr/bin/g++-12,a@b%c") == "/usr/bin/g++-12,a@b%c");
  CHECK(quote_word("a b") == "'a b'");
  CHECK(quote_word("it's") == R"('it'\''s')");
  for (const std::string special : {"$", "`", "\\", "\"", "*", "?", "[", "~",  "#",  "&",
                                    "|", ";", "<",  ">",  "(", ")", "!", "\n", "\t", "\xc3\xa4"})
    CHECK(quote_word(special) == "'" + special + "'");
}

TEST_CASE("split_words takes back what join_words makes of any words", "[words]") {
  Dice dice(1);
  for (int round = 0; round < 2000; ++round) {
    Words words(dice.below(5));
    for (std::string& word : words) word = dice.bytes("", 0, 12);
    const std::string text = join_words(words);
    INFO(text);
    CHECK(split_words(text) == words);
  }
}

}  // namespace
}  // namespace nsbinfmt::test
