// The launcher: what the kernel starts for a rule whose engine has words, variables or {cwd} of its own. It
// carries the rule's template, fills it in and becomes the engine. No C library, for start-up is all it does:
// one system call more than the kernel alone where the template asks for nothing, and it needs no file in the
// sandbox.
//
// Always registered with the flags P and F: argv is [name, guest's path, guest's argv[0], arguments...].

#include <linux/auxvec.h>

#include "policy/launcher_format.h"
#include "sandbox/launcher/config.h"
#include "sandbox/launcher/memory.h"
#include "sandbox/launcher/system_calls.h"
#include "sandbox/launcher/template.h"
#include "sandbox/launcher/watch.h"

namespace nsbinfmt::launcher {

namespace {

constexpr int not_executable = 126;
constexpr int not_found = 127;
constexpr long error_no_entry = 2;    // ENOENT
constexpr long error_too_big = 7;     // E2BIG
constexpr long error_not_format = 8;  // ENOEXEC
constexpr long error_access = 13;     // EACCES
constexpr long error_text_busy = 26;  // ETXTBSY
constexpr long error_loop = 40;       // ELOOP

[[noreturn]] void exec_failed(const char* engine, const char* guest, long error) {
  if (error == error_too_big)
    die(not_executable, "cannot run", guest,
        "argument list too long (E2BIG) once the engine's own words are added");
  const char* why = "the kernel refused to start it";
  if (error == error_no_entry) why = "no such file in this root, or its own loader is missing (ENOENT)";
  if (error == error_access) why = "permission denied (EACCES)";
  if (error == error_text_busy) why = "it is open for writing (ETXTBSY)";
  if (error == error_loop) why = "too many interpreters or symbolic links (ELOOP)";
  if (error == error_not_format) why = "no program that the kernel can start (ENOEXEC)";
  die(error == error_no_entry ? not_found : not_executable, "cannot start the engine", engine, why);
}

const unsigned long* auxiliary_vector(char** environment) {
  while (*environment != nullptr) ++environment;
  return reinterpret_cast<const unsigned long*>(environment + 1);
}

const char* descriptor_path(unsigned long number) {
  char digits[24];
  size_t at = sizeof digits;
  digits[--at] = '\0';
  do {
    digits[--at] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  Text path;
  path.add("/proc/self/fd/");
  path.add(digits + at);
  return path.data();
}

/// With O the kernel has opened the guest for us: the engine gets that descriptor by name.
const char* opened_guest(const unsigned long* auxiliary, const char* otherwise) {
  for (; auxiliary[0] != AT_NULL; auxiliary += 2)
    if (auxiliary[0] == AT_EXECFD) return descriptor_path(auxiliary[1]);
  return otherwise;
}

[[noreturn]] void launch(long argument_count, char** arguments) {
  // Whoever starts the file itself, and not a guest, gets no further.
  if (argument_count < 3) die(not_executable, "the launcher runs guests only", nullptr, nullptr);
  char** environment = arguments + argument_count + 1;
  const char* carried = launcher_carries.bytes;
  const char flags = *carried++;
  const auto trap_status = static_cast<unsigned char>(*carried++);

  PointerList new_environment;
  for (char** variable = environment; *variable != nullptr; ++variable) new_environment.add(*variable);

  const char* guest = arguments[1];
  Call call{.file = guest, .argv0 = arguments[2], .args = arguments + 3, .environment = environment};
  if ((flags & policy::launcher_opens_guest) != 0)
    call.file = opened_guest(auxiliary_vector(environment), guest);
  carried = fill_settings(carried, call, new_environment);
  call.environment = new_environment.data();

  PointerList argv;
  fill_words(carried, call, argv);
  if (trap_status != 0) watch_in_child(trap_status);
  const long result =
      system_call(__NR_execve, address(argv[0]), address(argv.data()), address(call.environment));
  exec_failed(argv[0], guest, -result);
}

}  // namespace

extern "C" [[noreturn]] void launcher_main(long* stack) {
  launch(stack[0], reinterpret_cast<char**>(stack + 1));
}

}  // namespace nsbinfmt::launcher
