#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nsbinfmt::policy {

/// Splits `text` into words as a POSIX shell does: blanks separate, '...' is literal, "..." keeps blanks and
/// knows \" \\ \$ \`, a backslash elsewhere takes the next character. Nothing is expanded.
/// Throws Error for an open quote or a trailing backslash.
std::vector<std::string> split_words(std::string_view text);

/// The inverse of split_words: one word, quoted only where a shell would need it.
std::string quote_word(std::string_view word);

/// All words, each quoted, with a blank between.
std::string join_words(std::span<const std::string> words);

}  // namespace nsbinfmt::policy
