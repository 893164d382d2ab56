#include "policy/elf_machines.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::elf_machines;
using policy::elf_match;
using policy::ElfMachine;
using policy::matches;

struct Row {
  std::string_view name;
  unsigned machine;
  unsigned char elf_class;
  unsigned char data;
};

// facts/binfmt_misc.md 5.1.
constexpr std::array table = {
    Row{"i386", 0x03, 1, 1},         Row{"i486", 0x06, 1, 1},         Row{"x86_64", 0x3e, 2, 1},
    Row{"alpha", 0x9026, 2, 1},      Row{"arm", 0x28, 1, 1},          Row{"armeb", 0x28, 1, 2},
    Row{"aarch64", 0xb7, 2, 1},      Row{"aarch64_be", 0xb7, 2, 2},   Row{"riscv32", 0xf3, 1, 1},
    Row{"riscv64", 0xf3, 2, 1},      Row{"ppc", 0x14, 1, 2},          Row{"ppc64", 0x15, 2, 2},
    Row{"ppc64le", 0x15, 2, 1},      Row{"s390x", 0x16, 2, 2},        Row{"sparc", 0x02, 1, 2},
    Row{"sparc32plus", 0x12, 1, 2},  Row{"sparc64", 0x2b, 2, 2},      Row{"m68k", 0x04, 1, 2},
    Row{"hppa", 0x0f, 1, 2},         Row{"sh4", 0x2a, 1, 1},          Row{"sh4eb", 0x2a, 1, 2},
    Row{"loongarch64", 0x102, 2, 1}, Row{"hexagon", 0xa4, 1, 1},      Row{"xtensa", 0x5e, 1, 1},
    Row{"xtensaeb", 0x5e, 1, 2},     Row{"microblaze", 0xbaab, 1, 2}, Row{"microblazeel", 0xbaab, 1, 1},
    Row{"or1k", 0x5c, 1, 2},         Row{"mips", 0x08, 1, 2},         Row{"mipsel", 0x08, 1, 1},
    Row{"mips64", 0x08, 2, 2},       Row{"mips64el", 0x08, 2, 1},     Row{"mipsn32", 0x08, 1, 2},
    Row{"mipsn32el", 0x08, 1, 1},    Row{"cris", 0x4c, 1, 1},
};

/// A file of this row as a linker writes it.
std::string header_of(const Row& row, unsigned type, unsigned flags = 0) {
  const bool little = row.data == ELFDATA2LSB;
  std::string head =
      std::string(ELFMAG) + static_cast<char>(row.elf_class) + static_cast<char>(row.data) + '\1';
  head.resize(64, '\0');
  const auto put = [&](std::size_t at, unsigned value, unsigned size) {
    for (unsigned i = 0; i < size; ++i)
      head[at + (little ? i : size - 1 - i)] = static_cast<char>(value >> (8U * i) & 0xffU);
  };
  put(16, type, 2);
  put(18, row.machine, 2);
  put(row.elf_class == ELFCLASS32 ? 36 : 48, flags, 4);
  return head;
}

unsigned abi_flags(std::string_view name) { return name.starts_with("mipsn32") ? 0x20 : 0; }

bool machine_matches(const ElfMachine& machine, const std::string& head) {
  return matches(elf_match(machine), head, "guest");
}

TEST_CASE("the machines are those of the table of facts, each once", "[elf]") {
  CHECK(elf_machines.size() == table.size());
  for (const Row& row : table) {
    INFO(row.name);
    REQUIRE(std::ranges::count(elf_machines, row.name, &ElfMachine::name) == 1);
    const ElfMachine& machine = machine_named(row.name);
    CHECK(machine.machine == row.machine);
    CHECK(static_cast<unsigned char>(machine.elf_class) == row.elf_class);
    CHECK(static_cast<unsigned char>(machine.data) == row.data);
  }
}

TEST_CASE("programs and shared objects match, object files and cores do not", "[elf]") {
  for (const Row& row : table) {
    INFO(row.name);
    const ElfMachine& machine = machine_named(row.name);
    CHECK(machine_matches(machine, header_of(row, ET_EXEC, abi_flags(row.name))));
    CHECK(machine_matches(machine, header_of(row, ET_DYN, abi_flags(row.name))));
    CHECK_FALSE(machine_matches(machine, header_of(row, ET_REL, abi_flags(row.name))));
    CHECK_FALSE(machine_matches(machine, header_of(row, ET_CORE, abi_flags(row.name))));
    CHECK_FALSE(machine_matches(machine, header_of(row, 0x0202, abi_flags(row.name))));
  }
}

TEST_CASE("a program matches one machine only", "[elf]") {
  for (const Row& row : table) {
    for (const unsigned type : {unsigned{ET_EXEC}, unsigned{ET_DYN}}) {
      const std::string head = header_of(row, type, abi_flags(row.name));
      std::string matched;
      for (const ElfMachine& machine : elf_machines)
        if (machine_matches(machine, head)) matched += std::string(machine.name) + " ";
      CHECK(matched == std::string(row.name) + " ");
    }
  }
}

TEST_CASE("other bits of a MIPS program's flags do not matter", "[elf]") {
  for (const Row& row : table) {
    if (row.machine != EM_MIPS) continue;
    INFO(row.name);
    const unsigned abi2 = 0x20;
    const unsigned others = 0xffffffffU & ~abi2;
    CHECK(machine_matches(machine_named(row.name), header_of(row, ET_EXEC, others | abi_flags(row.name))));
    if (row.elf_class == ELFCLASS32)
      CHECK_FALSE(
          machine_matches(machine_named(row.name), header_of(row, ET_EXEC, abi_flags(row.name) ^ abi2)));
  }
}

TEST_CASE("AppImages and odd OS/ABI bytes match all the same", "[elf]") {
  for (const Row& row : table) {
    std::string head = header_of(row, ET_DYN, abi_flags(row.name));
    head.replace(8, 3, "AI\2");
    head[7] = '\3';
    CHECK(machine_matches(machine_named(row.name), head));
    head.replace(7, 9, std::string(9, '\xff'));
    CHECK(machine_matches(machine_named(row.name), head));
    head[6] = '\2';  // EI_VERSION
    CHECK_FALSE(machine_matches(machine_named(row.name), head));
  }
}

TEST_CASE("a magic is 20 bytes long, and 40 where e_flags count", "[elf]") {
  for (const ElfMachine& machine : elf_machines) {
    const policy::MagicMatch match = elf_match(machine);
    INFO(machine.name);
    CHECK(match.offset == 0);
    CHECK(match.magic.size() == (machine.mips_abi == policy::MipsAbi::none ? 20 : 40));
    CHECK(match.mask.size() == match.magic.size());
  }
}

TEST_CASE("this very test is a program of the native machine", "[elf]") {
  std::ifstream self("/proc/self/exe", std::ios::binary);
  std::string head(policy::head_size, '\0');
  self.read(head.data(), static_cast<std::streamsize>(head.size()));
  REQUIRE(self);
  CHECK(machine_matches(machine_named(policy::native_machine()), head));
}

}  // namespace
}  // namespace nsbinfmt::test
