#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "policy/matcher.h"

namespace nsbinfmt::policy {

enum class ElfClass : unsigned char { bits32 = 1, bits64 = 2 };
enum class ElfData : unsigned char { little = 1, big = 2 };

/// Where one machine number serves several ABIs of one class, EF_MIPS_ABI2 in e_flags tells them apart.
enum class MipsAbi { none, o32, n32 };

/// One architecture as qemu-user names it, told apart by the first 20 bytes of an ELF header.
struct ElfMachine {
  std::string_view name;
  ElfClass elf_class;
  ElfData data;
  std::uint16_t machine;  ///< e_machine, from elf.h
  MipsAbi mips_abi = MipsAbi::none;
};

using enum ElfClass;
using enum ElfData;

inline constexpr std::array elf_machines = {
    ElfMachine{"aarch64", bits64, little, 0xb7},
    ElfMachine{"aarch64_be", bits64, big, 0xb7},
    ElfMachine{"alpha", bits64, little, 0x9026},
    ElfMachine{"arm", bits32, little, 0x28},
    ElfMachine{"armeb", bits32, big, 0x28},
    ElfMachine{"cris", bits32, little, 0x4c},
    ElfMachine{"hexagon", bits32, little, 0xa4},
    ElfMachine{"hppa", bits32, big, 0x0f},
    ElfMachine{"i386", bits32, little, 0x03},
    ElfMachine{"i486", bits32, little, 0x06},
    ElfMachine{"loongarch64", bits64, little, 0x0102},
    ElfMachine{"m68k", bits32, big, 0x04},
    ElfMachine{"microblaze", bits32, big, 0xbaab},
    ElfMachine{"microblazeel", bits32, little, 0xbaab},
    ElfMachine{"mips", bits32, big, 0x08, MipsAbi::o32},
    ElfMachine{"mipsel", bits32, little, 0x08, MipsAbi::o32},
    ElfMachine{"mips64", bits64, big, 0x08},
    ElfMachine{"mips64el", bits64, little, 0x08},
    ElfMachine{"mipsn32", bits32, big, 0x08, MipsAbi::n32},
    ElfMachine{"mipsn32el", bits32, little, 0x08, MipsAbi::n32},
    ElfMachine{"or1k", bits32, big, 0x5c},
    ElfMachine{"ppc", bits32, big, 0x14},
    ElfMachine{"ppc64", bits64, big, 0x15},
    ElfMachine{"ppc64le", bits64, little, 0x15},
    ElfMachine{"riscv32", bits32, little, 0xf3},
    ElfMachine{"riscv64", bits64, little, 0xf3},
    ElfMachine{"s390x", bits64, big, 0x16},
    ElfMachine{"sh4", bits32, little, 0x2a},
    ElfMachine{"sh4eb", bits32, big, 0x2a},
    ElfMachine{"sparc", bits32, big, 0x02},
    ElfMachine{"sparc32plus", bits32, big, 0x12},
    ElfMachine{"sparc64", bits64, big, 0x2b},
    ElfMachine{"x86_64", bits64, little, 0x3e},
    ElfMachine{"xtensa", bits32, little, 0x5e},
    ElfMachine{"xtensaeb", bits32, big, 0x5e},
};

/// Matches executables and shared objects (ET_EXEC, ET_DYN) of the machine. Bytes 7 to 15 of the header are
/// left open: AppImages and some OS/ABI values use them.
MagicMatch elf_match(const ElfMachine& machine);

/// The architecture that nsbinfmt was built for, as elf_machines names it.
std::string_view native_machine();

}  // namespace nsbinfmt::policy
