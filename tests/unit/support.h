#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include "policy/elf_machines.h"
#include "policy/error.h"
#include "policy/matcher.h"
#include "policy/program.h"

namespace nsbinfmt::test {

inline const std::string nul(1, '\0');

/// The message of the Error that `function` throws.
template <typename Function>
std::string error_of(Function function) {
  try {
    function();
  } catch (const policy::Error& error) {
    return error.message();
  }
  return "(no error)";
}

/// The hint of that Error.
template <typename Function>
std::string hint_of(Function function) {
  try {
    function();
  } catch (const policy::Error& error) {
    return error.hint();
  }
  return "(no error)";
}

inline std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

inline policy::Matcher magic(std::size_t offset, std::string bytes, std::string mask = {}) {
  return policy::MagicMatch{.offset = offset, .magic = std::move(bytes), .mask = std::move(mask)};
}

inline policy::Matcher extension(std::string text) {
  return policy::ExtensionMatch{.extension = std::move(text)};
}

inline const policy::ElfMachine& machine_named(std::string_view name) {
  for (const policy::ElfMachine& machine : policy::elf_machines)
    if (machine.name == name) return machine;
  throw policy::Error("no such machine");
}

/// The first 64 bytes of an ET_EXEC file of that machine.
inline std::string elf_head(std::string_view machine) {
  std::string head = policy::elf_match(machine_named(machine)).magic;
  head.resize(64, '\0');
  return head;
}

inline policy::Program native_program(std::string path,
                                      policy::Linkage linkage = policy::Linkage::static_elf) {
  return {.path = std::move(path), .head = elf_head(policy::native_machine()), .linkage = linkage};
}

inline policy::Program script_program(std::string path, std::string_view interpreter) {
  return {.path = std::move(path),
          .head = "#!" + std::string(interpreter) + "\n",
          .linkage = policy::Linkage::script};
}

/// Random values that are the same in each run.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  bool coin() { return below(2) == 1; }
  std::string text(std::string_view alphabet, std::size_t least, std::size_t most) {
    std::string chosen;
    const std::size_t size = least + below(most - least + 1);
    while (chosen.size() < size) chosen += alphabet[below(alphabet.size())];
    return chosen;
  }
  /// Bytes of any value but those in `excluded`.
  std::string bytes(std::string_view excluded, std::size_t least, std::size_t most) {
    std::string alphabet;
    for (unsigned value = 0; value < 256; ++value)
      if (excluded.find(static_cast<char>(value)) == std::string_view::npos)
        alphabet += static_cast<char>(value);
    return text(alphabet, least, most);
  }

 private:
  std::mt19937 engine_;
};

}  // namespace nsbinfmt::test
