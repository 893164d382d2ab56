#include "policy/options.h"

#include <algorithm>
#include <sstream>

#include "policy/option_table.h"
#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::Action;
using policy::option_table;
using policy::OptionRow;
using policy::Options;
using policy::parse_options;
using policy::RuleArgument;

using Words = std::vector<std::string>;

Options parse(const Words& words) { return parse_options(words); }

std::string refused(const Words& words) {
  return error_of([&] { parse_options(words); });
}

TEST_CASE("the first other word starts the command", "[options]") {
  CHECK(parse({"make", "--rule", "-j"}).command == Words{"make", "--rule", "-j"});
  CHECK(parse({"--verbose", "make", "--verbose"}).command == Words{"make", "--verbose"});
  CHECK(parse({"--", "make"}).command == Words{"make"});
  CHECK(parse({"--", "--", "x"}).command == Words{"--", "x"});
  CHECK(parse({"--", "--odd"}).command == Words{"--odd"});
  CHECK(parse({"make", ""}).command == Words{"make", ""});
  CHECK(parse({"make", "--"}).command == Words{"make", "--"});
}

TEST_CASE("without options the defaults hold", "[options]") {
  const Options expected{.action = Action::run,
                         .rules = {},
                         .inherit = true,
                         .backend = policy::BackendChoice::automatic,
                         .verbose = false,
                         .explained_file = "",
                         .command = {"c"}};
  CHECK(parse({"c"}) == expected);
}

TEST_CASE("a value follows its option, or an equals sign", "[options]") {
  using Kind = RuleArgument::Kind;
  const std::vector<RuleArgument> expected = {
      {Kind::rule, "wasm=e --x=1"}, {Kind::path, "/etc/r"}, {Kind::rule, "--"}, {Kind::rule, ""}};
  CHECK(parse({"--rule", "wasm=e --x=1", "--rules=/etc/r", "--rule", "--", "--rule=", "c"}).rules ==
        expected);
  CHECK(parse({"--rule=wasm=e --x=1", "--rules", "/etc/r", "--rule=--", "--rule", "", "c"}).rules ==
        expected);
}

TEST_CASE("each option does what it says", "[options]") {
  CHECK_FALSE(parse({"--no-inherit", "c"}).inherit);
  CHECK(parse({"--verbose", "c"}).verbose);
  CHECK(parse({"--backend=kernel", "c"}).backend == policy::BackendChoice::kernel);
  CHECK(parse({"--backend=kernel", "--backend", "auto", "c"}).backend == policy::BackendChoice::automatic);
  CHECK(parse({"--dry-run", "c"}).action == Action::dry_run);
  const Options explained = parse({"--explain", "./g", "a1", "--a2"});
  CHECK(explained.action == Action::explain);
  CHECK(explained.explained_file == "./g");
  CHECK(explained.command == Words{"a1", "--a2"});
}

TEST_CASE("options that only look need no command", "[options]") {
  CHECK(parse({"--explain=g"}).action == Action::explain);
  CHECK(parse({"--list-formats"}).action == Action::list_formats);
  CHECK(parse({"--list-engines"}).action == Action::list_engines);
  CHECK(parse({"--help"}).action == Action::help);
  CHECK(parse({"--version"}).action == Action::version);
}

TEST_CASE("a bad command line is refused with its cause", "[options]") {
  CHECK(refused({}) == "no command given");
  CHECK(refused({"--"}) == "no command given");
  CHECK(refused({"--dry-run"}) == "no command given");
  CHECK(refused({"--rule", "wasm"}) == "no command given");
  CHECK(refused({""}) == "the command is an empty word");
  CHECK(refused({"--", ""}) == "the command is an empty word");
  CHECK(refused({"-v", "c"}) == "unknown option '-v': options are long, --name");
  CHECK(refused({"-", "c"}) == "unknown option '-': options are long, --name");
  CHECK(refused({"--rul", "x", "c"}) == "unknown option '--rul'");
  CHECK(refused({"--rul=x", "c"}) == "unknown option '--rul'");
  CHECK(refused({"--verb", "c"}) == "unknown option '--verb'");
  CHECK(refused({"--=x", "c"}) == "unknown option '--'");
  CHECK(refused({"--Rule", "x", "c"}) == "unknown option '--Rule'");
  CHECK(refused({"--verbose=yes", "c"}) == "option '--verbose' takes no value");
  CHECK(refused({"--verbose=", "c"}) == "option '--verbose' takes no value");
  CHECK(refused({"--rule"}) == "option '--rule' needs a value: RULE");
  CHECK(refused({"--backend", "fast", "c"}) == "unknown backend 'fast'");
}

TEST_CASE("a bad command line ends with 125 and a hint", "[options]") {
  try {
    parse_options(Words{"--rul", "x", "c"});
    FAIL("taken");
  } catch (const policy::Error& error) {
    CHECK(error.exit() == policy::ExitStatus::failure);
    CHECK_THAT(error.hint(), Catch::Matchers::StartsWith("did you mean 'rule'? "));
    CHECK_THAT(error.hint(), Catch::Matchers::EndsWith("nsbinfmt --help lists the options"));
  }
  CHECK(hint_of([] { parse_options(Words{"--backend", "fast", "c"}); }).find("auto") != std::string::npos);
}

TEST_CASE("every option is parsed and stands in --help with its summary", "[options]") {
  std::string help = policy::help_text();
  // Summaries are wrapped.
  std::istringstream words(help);
  std::string flat;
  for (std::string word; words >> word;) flat += word + " ";
  for (const OptionRow& row : option_table()) {
    INFO(row.name);
    const std::string option = "--" + std::string(row.name);
    const std::string head = option + (row.value.empty() ? "" : " " + std::string(row.value));
    CHECK(help.find("\n  " + head) != std::string::npos);
    CHECK(flat.find(head + " " + std::string(row.summary) + " ") != std::string::npos);
    Words line = {option};
    if (!row.value.empty()) line.emplace_back(row.name == "backend" ? "auto" : "v");
    line.emplace_back("c");
    CHECK(refused(line) == "(no error)");
    CHECK(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
    CHECK_FALSE(row.summary.ends_with('.'));
  }
}

TEST_CASE("--help fits a terminal of 80 columns and has no blanks at line ends", "[options]") {
  std::istringstream lines(policy::help_text());
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(line.size() <= 80);
    CHECK_FALSE(line.ends_with(' '));
    CHECK(line.find('\t') == std::string::npos);
  }
  CHECK(policy::help_text().ends_with('\n'));
}

TEST_CASE("the options of one group stand together", "[options]") {
  std::vector<policy::OptionGroup> groups;
  for (const OptionRow& row : option_table())
    if (groups.empty() || groups.back() != row.group) groups.push_back(row.group);
  std::ranges::sort(groups);
  CHECK(std::ranges::adjacent_find(groups) == groups.end());
}

}  // namespace
}  // namespace nsbinfmt::test
