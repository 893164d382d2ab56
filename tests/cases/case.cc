#include "tests/cases/case.h"

#include <utility>

namespace nsbinfmt::test {

File probe(std::string path, std::string mark) {
  return {.path = std::move(path), .kind = FileKind::probe, .content = std::move(mark)};
}

File text(std::string path, std::string content, unsigned mode) {
  return {.path = std::move(path), .kind = FileKind::text, .content = std::move(content), .mode = mode};
}

File directory(std::string path, unsigned mode) {
  return {.path = std::move(path), .kind = FileKind::directory, .content = "", .mode = mode};
}

File symlink_to(std::string target, std::string path) {
  return {.path = std::move(path), .kind = FileKind::symlink, .content = std::move(target)};
}

std::vector<std::string> split_words(const std::string& text) {
  std::vector<std::string> words;
  bool quoted = false;
  bool in_word = false;
  for (char c : text) {
    if (c == '\'') {
      if (!in_word) words.emplace_back();
      in_word = true;
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      in_word = false;
    } else {
      if (!in_word) words.emplace_back();
      in_word = true;
      words.back() += c;
    }
  }
  return words;
}

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace nsbinfmt::test
