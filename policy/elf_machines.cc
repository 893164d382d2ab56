#include "policy/elf_machines.h"

namespace nsbinfmt::policy {
namespace {

/// Two bytes in the machine's order.
std::string two_bytes(ElfData data, unsigned value) {
  const char low = static_cast<char>(value & 0xffU);
  const char high = static_cast<char>(value >> 8U);
  return data == ElfData::little ? std::string{low, high} : std::string{high, low};
}

constexpr std::size_t flags_offset = 36;  // e_flags in Elf32_Ehdr
constexpr char mips_abi2 = 0x20;          // EF_MIPS_ABI2, elf.h

void match_mips_abi(MagicMatch& match, const ElfMachine& machine) {
  const std::string unset(4, '\0');
  std::string bit = unset;
  bit[machine.data == ElfData::little ? 0 : 3] = mips_abi2;
  match.magic.resize(flags_offset, '\0');
  match.mask.resize(flags_offset, '\0');
  match.magic += machine.mips_abi == MipsAbi::n32 ? bit : unset;
  match.mask += bit;
}

}  // namespace

MagicMatch elf_match(const ElfMachine& machine) {
  MagicMatch match;
  match.magic = std::string(
                    "\x7f"
                    "ELF") +
                static_cast<char>(machine.elf_class) + static_cast<char>(machine.data) + '\1';
  match.mask = std::string(match.magic.size(), '\xff');
  match.magic.resize(16, '\0');
  match.mask.resize(16, '\0');
  // ET_EXEC is 2 and ET_DYN 3: the lowest bit is left open.
  match.magic += two_bytes(machine.data, 2) + two_bytes(machine.data, machine.machine);
  match.mask += two_bytes(machine.data, 0xfffe) + two_bytes(machine.data, 0xffff);
  if (machine.mips_abi != MipsAbi::none) match_mips_abi(match, machine);
  return match;
}

std::string_view native_machine() {
#if defined(__x86_64__)
  return "x86_64";
#elif defined(__aarch64__)
  return "aarch64";
#else
#error "nsbinfmt knows x86_64 and aarch64"
#endif
}

}  // namespace nsbinfmt::policy
