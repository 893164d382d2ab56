#include "policy/command_template.h"

#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::CommandTemplate;
using policy::drops_arguments;
using policy::expand;
using policy::is_bare;
using policy::parse_command_template;
using policy::Placeholder;
using policy::Segment;
using policy::TemplateWord;

using Words = std::vector<std::string>;

const policy::GuestCall call = {
    .file = "./g.wasm",
    .args = {"a1", "", "a 3"},
    .argv0 = "zero",
    .cwd = "/home/u",
    .directories = {"/etc", "/usr"},
    .ancestors = {{.up = "..", .directory = "/home"}, {.up = "../..", .directory = "/"}},
    .environment = {"A=1", "B="}};

Words expanded(std::string_view text) { return expand(parse_command_template(text), call); }

std::string refused(std::string_view text) {
  return error_of([&] { parse_command_template(text); });
}

TEST_CASE("every placeholder is known and filled in", "[template]") {
  CHECK(expanded("e {file} {args}") == Words{"e", "./g.wasm", "a1", "", "a 3"});
  CHECK(expanded("e {file} {argv0} {cwd}") == Words{"e", "./g.wasm", "zero", "/home/u"});
  CHECK(expanded("e --a={argv0}:{cwd}/{file}. {args}") ==
        Words{"e", "--a=zero:/home/u/./g.wasm.", "a1", "", "a 3"});
  CHECK(expanded("e {args} {file} {args}") == Words{"e", "a1", "", "a 3", "./g.wasm", "a1", "", "a 3"});
}

TEST_CASE("a word with {dir} or {env} is repeated whole for each value", "[template]") {
  CHECK(expanded("e --dir={dir}::{dir} {file}") ==
        Words{"e", "--dir=/etc::/etc", "--dir=/usr::/usr", "./g.wasm"});
  CHECK(expanded("e {dir} {file}") == Words{"e", "/etc", "/usr", "./g.wasm"});
  CHECK(expanded("e --env={env} {file}") == Words{"e", "--env=A=1", "--env=B=", "./g.wasm"});
  CHECK(expanded("e {cwd}{dir} {file}") == Words{"e", "/home/u/etc", "/home/u/usr", "./g.wasm"});
  policy::GuestCall nothing;
  nothing.file = "g";
  CHECK(expand(parse_command_template("e {dir} {env} {up} {args} {dashargs} {file}"), nothing) ==
        Words{"e", "g"});
}

TEST_CASE("a word with {up} or {updir} is repeated for each directory above, the nearest first",
          "[template]") {
  CHECK(expanded("e {up} {file}") == Words{"e", "..", "../..", "./g.wasm"});
  CHECK(expanded("e --dir={updir}::{up} {file}") ==
        Words{"e", "--dir=/home::..", "--dir=/::../..", "./g.wasm"});
  CHECK(expanded("e {updir}@{cwd} {file}") == Words{"e", "/home@/home/u", "/@/home/u", "./g.wasm"});
}

TEST_CASE("{env} holds the command's own variables, in place of the caller's", "[template]") {
  CHECK(expanded("C=3 e {env} {file}") == Words{"e", "A=1", "B=", "C=3", "./g.wasm"});
  CHECK(expanded("A={cwd} C= e --env={env} {file}") ==
        Words{"e", "--env=A=/home/u", "--env=B=", "--env=C=", "./g.wasm"});
  CHECK(expanded("A=2 A=3 e {env} {file}") == Words{"e", "A=3", "B=", "./g.wasm"});
}

TEST_CASE("{dashargs} puts -- before arguments, when there are any", "[template]") {
  policy::GuestCall other = call;
  CHECK(expanded("e {file} {dashargs}") == Words{"e", "./g.wasm", "--", "a1", "", "a 3"});
  other.args = {};
  CHECK(expand(parse_command_template("e {file} {dashargs}"), other) == Words{"e", "./g.wasm"});
}

TEST_CASE("a word with {nocache} stands only where no cache can be written", "[template]") {
  policy::GuestCall other = call;
  std::string asked;
  bool answer = true;
  other.is_writable = [&](const std::string& directory) {
    asked = directory;
    return answer;
  };
  const auto words = [&](const std::string& command) {
    return expand(parse_command_template(command), other).size();
  };
  other.environment = {"HOME=/home/me"};
  CHECK(words("e -n{nocache} {file}") == 2);
  CHECK(asked == "/home/me/.cache");
  answer = false;
  CHECK(expand(parse_command_template("e --no-cache{nocache} {file}"), other) ==
        Words{"e", "--no-cache", "./g.wasm"});
  other.environment = {"HOME=/home/me", "XDG_CACHE_HOME=/cache"};
  CHECK(words("e -n{nocache} {file}") == 3);
  CHECK(asked == "/cache");
  // What the rule itself sets counts.
  CHECK(words("XDG_CACHE_HOME=/other e -n{nocache} {file}") == 3);
  CHECK(asked == "/other");
  // Engines do without a cache where nothing names one.
  other.environment = {"HOME=", "XDG_CACHE_HOME=relative"};
  CHECK(words("e -n{nocache} {file}") == 2);
}

TEST_CASE("a command without {file} gets {file} {args} appended", "[template]") {
  CHECK(expanded("e") == Words{"e", "./g.wasm", "a1", "", "a 3"});
  CHECK(expanded("e run --") == Words{"e", "run", "--", "./g.wasm", "a1", "", "a 3"});
  CHECK(parse_command_template("e run") == parse_command_template("e run {file} {args}"));
  CHECK(expanded("X={file} e") == Words{"e", "./g.wasm", "a1", "", "a 3"});
}

TEST_CASE("doubled braces stand for themselves", "[template]") {
  CHECK(expanded("e {{file}} {file}") == Words{"e", "{file}", "./g.wasm"});
  CHECK(expanded("e {{{file}}}") == Words{"e", "{./g.wasm}"});
  CHECK(expanded("e }}{{ {file}") == Words{"e", "}{", "./g.wasm"});
  CHECK(expanded(R"(e '{{"a": 1}}' {file})") == Words{"e", R"({"a": 1})", "./g.wasm"});
}

TEST_CASE("quoted words stay one word and an empty one stays", "[template]") {
  CHECK(expanded("e 'a b' '' {file}") == Words{"e", "a b", "", "./g.wasm"});
  CHECK(expanded("'/opt/an engine/e' {file}") == Words{"/opt/an engine/e", "./g.wasm"});
}

TEST_CASE("leading VAR=value words become the environment", "[template]") {
  const CommandTemplate command = parse_command_template("A=1 _b2='x y' C= D={cwd}/{argv0} e F=2");
  REQUIRE(command.environment.size() == 4);
  CHECK(command.environment[0].name == "A");
  CHECK(command.environment[0].value == TemplateWord{.segments = {Segment("1")}});
  CHECK(command.environment[1].value == TemplateWord{.segments = {Segment("x y")}});
  CHECK(command.environment[2].value == TemplateWord{.segments = {Segment("")}});
  CHECK(command.environment[3].value ==
        TemplateWord{.segments = {Placeholder::cwd, Segment("/"), Placeholder::argv0}});
  CHECK(command.program == "e");
  CHECK(command.words.front() == TemplateWord{.segments = {Segment("F=2")}});
}

TEST_CASE("a word that only looks like an assignment is the program", "[template]") {
  for (const std::string program : {"2A=1", "=x", "/opt/a=b/e", "A-B=1", "a.b=1"}) {
    const CommandTemplate command = parse_command_template(program + " {file}");
    CHECK(command.environment.empty());
    CHECK(command.program == program);
  }
}

TEST_CASE("bad templates are refused with their cause", "[template]") {
  CHECK(refused("e {file") == "no closing brace in '{file'");
  CHECK(refused("e a{") == "no closing brace in 'a{'");
  CHECK(refused("e file}") == "closing brace without an opening one in 'file}'");
  CHECK(refused("e {guest}") == "unknown placeholder '{guest}' in '{guest}'");
  CHECK(refused("e --x={}y") == "unknown placeholder '{}' in '--x={}y'");
  CHECK(refused("e {FILE}") == "unknown placeholder '{FILE}' in '{FILE}'");
  CHECK(refused("e {file} --args={args}") == "{args} must be a word of its own, not part of '--args={args}'");
  CHECK(refused("e {file} {args}{args}") == "{args} must be a word of its own, not part of '{args}{args}'");
  CHECK(refused("e {args}") == "{args} without {file} in 'e {args}'");
  CHECK(refused("") == "no engine in ''");
  CHECK(refused("   ") == "no engine in '   '");
  CHECK(refused("A=1 B=2") == "no engine in 'A=1 B=2'");
  CHECK(refused("e 'x") == "cannot split 'e 'x' into words: no closing single quote");
  CHECK(refused("e {file} x{dashargs}") == "{args} must be a word of its own, not part of 'x{dashargs}'");
  CHECK(refused("e {dashargs}") == "{args} without {file} in 'e {dashargs}'");
  for (const std::string word : {"{dir}{env}", "{env}{up}", "{dir}{updir}", "{dir}:{up}:{env}"})
    CHECK(refused("e " + word + " {file}") ==
          "'" + word + "' repeats in two ways: only one of {dir}, {up} and {env} can stand in a word");
  for (const std::string placeholder : {"args", "dashargs", "dir", "up", "updir", "env", "nocache"})
    CHECK(refused("A={" + placeholder + "} e").find("can stand in a variable's value") != std::string::npos);
}

TEST_CASE("an unknown placeholder's hint lists the known ones", "[template]") {
  const std::string hint = hint_of([] { parse_command_template("e {guest}"); });
  for (const std::string name : {"{file}", "{args}", "{dashargs}", "{argv0}", "{cwd}", "{dir}", "{up}",
                                 "{updir}", "{env}", "{nocache}", "{{", "}}"})
    CHECK(hint.find(name) != std::string::npos);
}

TEST_CASE("only a program without words or variables of its own is bare", "[template]") {
  CHECK(is_bare(parse_command_template("e")));
  CHECK(is_bare(parse_command_template("e {file} {args}")));
  CHECK_FALSE(is_bare(parse_command_template("A=1 e")));
  CHECK_FALSE(is_bare(parse_command_template("e run")));
  CHECK_FALSE(is_bare(parse_command_template("e {file}")));
  CHECK_FALSE(is_bare(parse_command_template("e {args} {file}")));
}

TEST_CASE("a command that names {file} but not {args} drops the arguments", "[template]") {
  CHECK(drops_arguments(parse_command_template("e {file}")));
  CHECK_FALSE(drops_arguments(parse_command_template("e")));
  CHECK_FALSE(drops_arguments(parse_command_template("e {file} {dashargs}")));
  CHECK_FALSE(drops_arguments(parse_command_template("e {file} {args}")));
}

TEST_CASE("the canonical text of a command is readable and parses to itself", "[template]") {
  CHECK(to_text(parse_command_template("A='x y'  e   'a b' \"\"")) == "'A=x y' e 'a b' '' {file} {args}");
  CHECK(to_text(parse_command_template("e {{x}} --a={argv0} {file}")) == "e {{x}} --a={argv0} {file}");
}

TEST_CASE("parse_command_template takes back the text of any command", "[template]") {
  Dice dice(2);
  constexpr std::array inner = {Placeholder::file, Placeholder::argv0, Placeholder::cwd};
  const auto random_word = [&] {
    TemplateWord word;
    if (dice.coin()) word.segments.emplace_back(dice.text("a{} '\"\\$=\n", 1, 6));
    if (dice.coin()) {
      word.segments.emplace_back(inner[dice.below(inner.size())]);
      if (dice.coin()) word.segments.emplace_back(dice.text("{}b", 1, 3));
    }
    if (word.segments.empty()) word.segments.emplace_back("");
    return word;
  };
  for (int round = 0; round < 2000; ++round) {
    CommandTemplate command;
    for (std::size_t i = dice.below(3); i > 0; --i)
      command.environment.push_back({.name = dice.text("ABC_", 1, 4), .value = random_word()});
    command.program = "/" + dice.text("ab {}'=", 1, 8);
    for (std::size_t i = dice.below(4); i > 0; --i) command.words.push_back(random_word());
    command.words.push_back({.segments = {Placeholder::file}});
    if (dice.coin()) command.words.push_back({.segments = {Placeholder::args}});
    if (dice.coin()) command.words.push_back({.segments = {Segment("-d"), Placeholder::dir}});
    const std::string text = to_text(command);
    INFO(text);
    CHECK(parse_command_template(text) == command);
  }
}

}  // namespace
}  // namespace nsbinfmt::test
