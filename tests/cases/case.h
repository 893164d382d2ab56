#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nsbinfmt::test {

enum class FileKind { probe, text, directory, symlink, fifo, elf_without_loader };

struct File {
  std::string path;  // below the world
  FileKind kind = FileKind::text;
  std::string content;  // text, link target, or a probe's mark; $W is the world
  unsigned mode = 0755;
};

File probe(std::string path, std::string mark = "");
File text(std::string path, std::string content, unsigned mode = 0755);
File directory(std::string path, unsigned mode = 0755);
File symlink_to(std::string target, std::string path);

enum class Need { nothing, execve_check };

enum class FdKind { memfd, path };

// An fd that is open when the backend is started, as a rule's /proc/self/fd/N needs.
struct GivenFd {
  int number = 0;
  FdKind kind = FdKind::memfd;
  std::string path;  // below the world: the content of the memfd, or what is opened with O_PATH
};

// One fact about exec under binfmt_misc: files, rules and what is done, as a value. The bare kernel says what
// is right; where the fact states it, `expected` says so, too. In rules, steps and expected text $W is the
// world's path.
struct Case {
  std::string name;
  std::string facts;  // numbers in facts/binfmt_misc.md
  std::vector<File> files;
  std::vector<std::string> rules;  // raw lines, in order of registration
  std::vector<std::string> steps;  // see action.h; blanks separate words, '...' quotes
  std::optional<std::string> expected;
  std::vector<GivenFd> fds = {};
  Need need = Need::nothing;
};

std::vector<std::string> split_words(const std::string& text);
std::string replace_all(std::string text, const std::string& from, const std::string& to);

// Tables, each in the file of the same name.
std::span<const Case> matching_cases();
std::span<const Case> open_error_cases();
std::span<const Case> chain_cases();
std::span<const Case> shebang_cases();
std::span<const Case> argv_cases();
std::span<const Case> attribute_cases();
std::span<const Case> execveat_cases();
std::span<const Case> namespace_cases();

}  // namespace nsbinfmt::test
