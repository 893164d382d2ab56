#include "sandbox/launcher/template.h"

#include "policy/launcher_format.h"
#include "sandbox/launcher/directories.h"

namespace nsbinfmt::launcher {
namespace {

using namespace policy;

/// What a repeated word is repeated with.
struct Repeated {
  const char* text = "";       ///< for {dir}, {up} and {env}
  const char* directory = "";  ///< for {updir}
};

bool ends_list(const char* word) { return word[0] == launcher_mark && word[1] == launcher_end; }

bool holds(const char* word, char code) {
  for (; *word != '\0'; ++word) {
    if (*word != launcher_mark) continue;
    ++word;
    if (*word == code) return true;
  }
  return false;
}

void add_placeholder(Text& text, char code, const Call& call, const Repeated& repeated) {
  switch (code) {
    case launcher_mark:
      return text.add(launcher_mark);
    case launcher_file:
      return text.add(call.file);
    case launcher_argv0:
      return text.add(call.argv0);
    case launcher_cwd:
      return text.add(working_directory());
    case launcher_dir:
    case launcher_up:
    case launcher_env:
      return text.add(repeated.text);
    case launcher_updir:
      return text.add(repeated.directory);
    default:
      return;  // {nocache} is empty
  }
}

const char* filled(const char* word, const Call& call, const Repeated& repeated) {
  Text text;
  for (; *word != '\0'; ++word) {
    if (*word == launcher_mark) {
      ++word;
      add_placeholder(text, *word, call, repeated);
    } else {
      text.add(*word);
    }
  }
  return text.data();
}

void add_arguments(PointerList& words, const Call& call, bool with_dashes) {
  if (with_dashes && *call.args != nullptr) words.add("--");
  for (const char* const* argument = call.args; *argument != nullptr; ++argument) words.add(*argument);
}

void add_word(PointerList& words, const char* word, const Call& call) {
  if (holds(word, launcher_no_cache) && cache_is_writable(call.environment)) return;
  if (holds(word, launcher_args)) return add_arguments(words, call, false);
  if (holds(word, launcher_dash_args)) return add_arguments(words, call, true);
  if (holds(word, launcher_dir)) {
    static PointerList directories = offered_directories();
    for (size_t i = 0; i < directories.size(); ++i) words.add(filled(word, call, {.text = directories[i]}));
  } else if (holds(word, launcher_up) || holds(word, launcher_updir)) {
    static Ancestors above = ancestors();
    for (size_t i = 0; i < above.ups.size(); ++i)
      words.add(filled(word, call, {.text = above.ups[i], .directory = above.directories[i]}));
  } else if (holds(word, launcher_env)) {
    for (const char* const* variable = call.environment; *variable != nullptr; ++variable)
      words.add(filled(word, call, {.text = *variable}));
  } else {
    words.add(filled(word, call, {}));
  }
}

/// True when both are settings of one variable.
bool same_variable(const char* a, const char* b) {
  while (*a == *b && *a != '=' && *a != '\0') {
    ++a;
    ++b;
  }
  return *a == '=' && *b == '=';
}

void set_variable(PointerList& environment, const char* setting) {
  for (size_t i = 0; i < environment.size(); ++i)
    if (same_variable(environment[i], setting)) return environment.set(i, setting);
  environment.add(setting);
}

}  // namespace

const char* fill_words(const char* carried, const Call& call, PointerList& words) {
  for (; !ends_list(carried); carried += length_of(carried) + 1) add_word(words, carried, call);
  return carried + length_of(carried) + 1;
}

const char* fill_settings(const char* carried, const Call& call, PointerList& environment) {
  for (; !ends_list(carried); carried += length_of(carried) + 1)
    set_variable(environment, filled(carried, call, {}));
  return carried + length_of(carried) + 1;
}

}  // namespace nsbinfmt::launcher
