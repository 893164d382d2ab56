// The launcher: what the kernel starts for a rule whose engine has words, variables or {cwd} of its own. It
// carries the rule's template, fills it in and becomes the engine. No C library, for start-up is all it does:
// one system call more than the kernel alone where the template asks for nothing, and it needs no file in the
// sandbox.
//
// Always registered with the flags P and F: argv is [name, guest's path, guest's argv[0], arguments...].

#include <linux/auxvec.h>

#include "policy/launcher_format.h"
#include "sandbox/launcher/memory.h"
#include "sandbox/launcher/system_calls.h"
#include "sandbox/launcher/top_directories.h"
#include "sandbox/launcher/watch.h"

namespace nsbinfmt::launcher {

/// Filled in by launcher_file.cc when a rule is registered: it looks for the marker.
struct Config {
  char marker[32];
  char bytes[policy::launcher_capacity];
};

extern "C" {
__attribute__((section(".data.config"), used)) volatile Config launcher_carries = {
    "nsbinfmt launcher config 1", {}};
}

namespace {

constexpr int not_executable = 126;
constexpr int not_found = 127;
constexpr long error_no_entry = 2;    // ENOENT
constexpr long error_too_big = 7;     // E2BIG
constexpr long error_not_format = 8;  // ENOEXEC
constexpr long error_access = 13;     // EACCES

/// One execution of a guest.
struct Call {
  const char* file;
  const char* argv0;
  char** args;
  char** environment;
};

const char* working_directory() {
  constexpr size_t longest = 4096;  // PATH_MAX
  static char* path = nullptr;
  if (path != nullptr) return path;
  path = static_cast<char*>(allocate(longest));
  const long length = system_call(__NR_getcwd, address(path), longest);
  // A directory that was removed, or stands outside the root ("(unreachable)..."), has no absolute name.
  if (length <= 0 || path[0] != '/') {
    path[0] = '.';
    path[1] = '\0';
  }
  return path;
}

bool holds(const char* word, char code) {
  using namespace policy;
  for (; *word != '\0'; ++word) {
    if (*word != launcher_mark) continue;
    ++word;
    if (*word == code) return true;
  }
  return false;
}

/// One template filled in; `repeated` stands for {dir} or {env}.
const char* filled(const char* word, const Call& call, const char* repeated) {
  using namespace policy;
  Text text;
  for (; *word != '\0'; ++word) {
    if (*word != launcher_mark) {
      text.add(*word);
      continue;
    }
    ++word;
    if (*word == launcher_mark) text.add(launcher_mark);
    if (*word == launcher_file) text.add(call.file);
    if (*word == launcher_argv0) text.add(call.argv0);
    if (*word == launcher_cwd) text.add(working_directory());
    if (*word == launcher_dir || *word == launcher_env) text.add(repeated);
  }
  return text.data();
}

void add_word(PointerList& argv, const char* word, const Call& call) {
  using namespace policy;
  if (holds(word, launcher_args)) {
    for (char** argument = call.args; *argument != nullptr; ++argument) argv.add(*argument);
  } else if (holds(word, launcher_dir)) {
    static PointerList directories = top_directories();
    for (size_t i = 0; i < directories.size(); ++i) argv.add(filled(word, call, directories[i]));
  } else if (holds(word, launcher_env)) {
    for (char** variable = call.environment; *variable != nullptr; ++variable)
      argv.add(filled(word, call, *variable));
  } else {
    argv.add(filled(word, call, nullptr));
  }
}

bool ends_list(const char* word) {
  return word[0] == policy::launcher_mark && word[1] == policy::launcher_end;
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
    if (same_variable(environment[i], setting)) {
      environment.set(i, setting);
      return;
    }
  environment.add(setting);
}

[[noreturn]] void exec_failed(const char* engine, const char* guest, long error) {
  if (error == error_too_big)
    die(not_executable, "cannot run", guest,
        "argument list too long (E2BIG) once the engine's own words are added");
  const char* why = "the kernel refused to start it";
  if (error == error_no_entry) why = "no such file in this root, or its own loader is missing (ENOENT)";
  if (error == error_access) why = "permission denied (EACCES)";
  if (error == error_not_format) why = "no program that the kernel can start (ENOEXEC)";
  die(error == error_no_entry ? not_found : not_executable, "cannot start the engine", engine, why);
}

const unsigned long* auxiliary_vector(char** environment) {
  while (*environment != nullptr) ++environment;
  return reinterpret_cast<const unsigned long*>(environment + 1);
}

/// With O the kernel has opened the guest for us: the engine gets that descriptor by name.
const char* descriptor_path(const unsigned long* auxiliary, const char* otherwise) {
  for (; auxiliary[0] != AT_NULL; auxiliary += 2) {
    if (auxiliary[0] != AT_EXECFD) continue;
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    unsigned long number = auxiliary[1];
    do {
      digits[--at] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    Text path;
    path.add("/proc/self/fd/");
    path.add(digits + at);
    return path.data();
  }
  return otherwise;
}

[[noreturn]] void launch(long argument_count, char** arguments) {
  // Whoever starts the file itself, and not a guest, gets no further.
  if (argument_count < 3) die(not_executable, "the launcher runs guests only", nullptr, nullptr);
  char** environment = arguments + argument_count + 1;
  const char* carried = const_cast<const char*>(launcher_carries.bytes);
  const char flags = *carried++;
  const auto trap_status = static_cast<unsigned char>(*carried++);

  Call call{.file = arguments[1], .argv0 = arguments[2], .args = arguments + 3, .environment = environment};
  const char* guest = call.file;
  if ((flags & policy::launcher_opens_guest) != 0)
    call.file = descriptor_path(auxiliary_vector(environment), call.file);

  PointerList new_environment;
  for (char** variable = environment; *variable != nullptr; ++variable) new_environment.add(*variable);
  for (; !ends_list(carried); carried += length_of(carried) + 1)
    set_variable(new_environment, filled(carried, call, nullptr));
  carried += length_of(carried) + 1;

  PointerList argv;
  for (; !ends_list(carried); carried += length_of(carried) + 1) add_word(argv, carried, call);

  if (trap_status != 0) watch_in_child(trap_status);
  const long result =
      system_call(__NR_execve, address(argv[0]), address(argv.data()), address(new_environment.data()));
  exec_failed(argv[0], guest, -result);
}

}  // namespace

extern "C" [[noreturn]] void launcher_main(long* stack) {
  launch(stack[0], reinterpret_cast<char**>(stack + 1));
}

}  // namespace nsbinfmt::launcher
