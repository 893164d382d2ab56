#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/catch.h"

// Who may include what. The source tree is read, SOURCE_ROOT.
namespace nsbinfmt::test {
namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path;  ///< below SOURCE_ROOT
  std::vector<std::string> lines;
};

bool is_source(const fs::path& path) {
  constexpr std::array endings = {".cc", ".h", ".c", ".S"};
  return std::ranges::find(endings, path.extension().string()) != endings.end();
}

std::vector<Source> sources_in(const std::string& directory) {
  const fs::path root = SOURCE_ROOT;
  std::vector<Source> sources;
  for (const fs::directory_entry& entry :
       fs::recursive_directory_iterator(root / directory, fs::directory_options::follow_directory_symlink)) {
    if (!entry.is_regular_file() || !is_source(entry.path())) continue;
    Source source{.path = entry.path().string().substr(root.string().size() + 1), .lines = {}};
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) source.lines.push_back(line);
    sources.push_back(std::move(source));
  }
  return sources;
}

/// What stands in the #include lines, with its quotes or angle brackets.
std::vector<std::string> includes_of(const Source& source) {
  std::vector<std::string> includes;
  for (const std::string& line : source.lines) {
    std::istringstream words(line);
    std::string directive;
    std::string name;
    if (words >> directive >> name && directive == "#include") includes.push_back(name);
  }
  return includes;
}

/// The text without comments, strings and #include lines.
std::string code_of(const Source& source) {
  std::string text;
  for (const std::string& line : source.lines)
    if (!line.starts_with("#include")) text += line + "\n";
  std::string code;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "//") == 0) {
      i = std::min(text.find('\n', i), text.size() - 1);
    } else if (text.compare(i, 2, "/*") == 0) {
      i = std::min(text.find("*/", i + 2), text.size() - 2) + 1;
    } else if (text[i] == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i)
        if (text[i] == '\\') ++i;
    }
    if (i < text.size()) code += text[i];
  }
  return code;
}

bool has_word(const std::string& code, const std::string& word) {
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (std::size_t at = code.find(word); at != std::string::npos; at = code.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part(code[at - 1])) && (end == code.size() || !is_part(code[end]))) return true;
  }
  return false;
}

TEST_CASE("the code of a line is told from its comments and strings", "[tree]") {
  CHECK(has_word(code_of({.path = "", .lines = {"int e = errno;"}}), "errno"));
  CHECK_FALSE(has_word(
      code_of({.path = "", .lines = {"int e = 0;  // errno", "/* errno", "*/ f(\"\\\"errno\");"}}), "errno"));
  CHECK_FALSE(has_word("errno_name(last_errno)", "errno"));
}

TEST_CASE("policy/ includes itself, the standard library without effects, fmt and elf.h", "[tree]") {
  constexpr std::array standard = {"algorithm",
                                   "array",
                                   "bit",
                                   "cctype",
                                   "charconv",
                                   "climits",
                                   "cstddef",
                                   "cstdint",
                                   "cstdlib",
                                   "cstring",
                                   "exception",
                                   "functional",
                                   "initializer_list",
                                   "iterator",
                                   "limits",
                                   "map",
                                   "numeric",
                                   "optional",
                                   "ranges",
                                   "set",
                                   "span",
                                   "stdexcept",
                                   "string",
                                   "string_view",
                                   "tuple",
                                   "type_traits",
                                   "unordered_map",
                                   "unordered_set",
                                   "utility",
                                   "variant",
                                   "vector",
                                   "fmt/core.h",
                                   "fmt/format.h",
                                   "fmt/ranges.h",
                                   "elf.h"};
  const std::vector<Source> sources = sources_in("policy");
  REQUIRE(sources.size() > 20);
  for (const Source& source : sources) {
    for (const std::string& include : includes_of(source)) {
      INFO(source.path << " includes " << include);
      const bool own = include.starts_with("\"policy/");
      const std::string name = include.substr(1, include.size() - 2);
      CHECK((own || std::ranges::find(standard, name) != standard.end()));
    }
  }
}

TEST_CASE("policy/ uses no errno, no environment and starts nothing", "[tree]") {
  for (const Source& source : sources_in("policy")) {
    const std::string code = code_of(source);
    for (const std::string word : {"errno", "getenv", "system", "setenv", "rand"}) {
      INFO(source.path << " uses " << word);
      CHECK_FALSE(has_word(code, word));
    }
  }
}

TEST_CASE("errno is read in sys.cc and nowhere else", "[tree]") {
  std::vector<std::string> readers;
  for (const Source& source : sources_in("sandbox"))
    if (has_word(code_of(source), "errno")) readers.push_back(source.path);
  std::ranges::sort(readers);
  CHECK(readers == std::vector<std::string>{"sandbox/sys.cc"});
}

TEST_CASE("sandbox/ includes from policy/ and sandbox/ only, and nothing of the tests", "[tree]") {
  for (const Source& source : sources_in("sandbox")) {
    for (const std::string& include : includes_of(source)) {
      INFO(source.path << " includes " << include);
      if (include.starts_with('"'))
        CHECK((include.starts_with("\"policy/") || include.starts_with("\"sandbox/")));
    }
  }
}

TEST_CASE("the launcher includes kernel headers, its format and itself only", "[tree]") {
  const std::vector<Source> sources = sources_in("sandbox/launcher");
  REQUIRE(sources.size() > 4);
  for (const Source& source : sources) {
    for (const std::string& include : includes_of(source)) {
      INFO(source.path << " includes " << include);
      CHECK((include.starts_with("<asm/") || include.starts_with("<linux/") || include == "<stddef.h>" ||
             include == "\"policy/launcher_format.h\"" || include.starts_with("\"sandbox/launcher/")));
    }
  }
}

TEST_CASE("the launcher's format includes nothing", "[tree]") {
  for (const Source& source : sources_in("policy"))
    if (source.path == "policy/launcher_format.h") CHECK(includes_of(source).empty());
}

TEST_CASE("no source file is over 400 lines", "[tree]") {
  for (const std::string directory : {"policy", "sandbox", "tests"}) {
    for (const Source& source : sources_in(directory)) {
      INFO(source.path);
      CHECK(source.lines.size() <= 400);
    }
  }
}

TEST_CASE("each header is included once", "[tree]") {
  for (const std::string directory : {"policy", "sandbox", "tests/unit"}) {
    for (const Source& source : sources_in(directory)) {
      if (!source.path.ends_with(".h")) continue;
      INFO(source.path);
      CHECK(std::ranges::count(source.lines, "#pragma once") == 1);
    }
  }
}

TEST_CASE("directories are namespaces", "[tree]") {
  for (const std::string directory : {"policy", "sandbox", "tests/unit"}) {
    for (const Source& source : sources_in(directory)) {
      constexpr std::array without = {"sandbox/main.cc", "sandbox/launcher/start.cc", "tests/unit/main.cc",
                                      "tests/unit/linkage_program.cc"};
      if (source.path.ends_with(".S") || std::ranges::find(without, source.path) != without.end()) continue;
      const std::string name = source.path.starts_with("sandbox/launcher/") ? "launcher"
                               : directory == "tests/unit"                  ? "test"
                                                                            : directory;
      INFO(source.path);
      CHECK(std::ranges::count(source.lines, "namespace nsbinfmt::" + name + " {") >= 1);
    }
  }
}

}  // namespace
}  // namespace nsbinfmt::test
