#include "policy/formats.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "policy/elf_machines.h"
#include "policy/hex.h"

namespace nsbinfmt::policy {
namespace {

struct MagicRow {
  std::string_view name;
  std::string_view summary;
  std::string_view magic;  ///< hex, at offset 0
  std::string_view mask;   ///< hex, empty for exact
};

constexpr std::array magic_rows = {
    MagicRow{"wasm", "WebAssembly core module", "0061736d01000000", ""},
    MagicRow{"wasm-component", "WebAssembly component", "0061736d0d000100", ""},
    MagicRow{"wasm-any", "any WebAssembly binary", "0061736d", ""},
    MagicRow{"pe", "Windows (PE), .NET, DOS and EFI programs", "4d5a", ""},
    // Class files of Java 1.0 to 19 (majors 32 to 63) and 20 to 51 (64 to 95); other majors would be Mach-O
    // archives.
    MagicRow{"java-class", "Java class file", "cafebabe00000020", "ffffffff0000ffe0"},
    MagicRow{"java-class", "Java class file", "cafebabe00000040", "ffffffff0000ffe0"},
    // The first member's name stands at byte 30 of an archive.
    MagicRow{"jar", "Java archive",
             "504b0304000000000000000000000000000000000000000000000000"
             "00004d4554412d494e462f",
             "ffffffff000000000000000000000000000000000000000000000000"
             "0000ffffffffffffffffff"},
    MagicRow{"llvm-bc", "LLVM bitcode", "4243c0de", ""},
    MagicRow{"llvm-bc", "LLVM bitcode", "dec0170b", ""},
    MagicRow{"luajit", "LuaJIT bytecode", "1b4c4a", ""},
    MagicRow{"macho", "macOS program, 64 bits", "cffaedfe", ""},
    MagicRow{"macho", "macOS program, 32 bits", "cefaedfe", ""},
    // Fewer than 32 architectures, which no Java class's version can look like.
    MagicRow{"macho-fat", "macOS program for several architectures", "cafebabe00000000", "ffffffffffffffe0"},
    MagicRow{"macho-fat", "macOS program for several architectures", "cafebabf00000000", "ffffffffffffffe0"},
    MagicRow{"appimage-1", "AppImage of type 1", "7f454c4600000000414901", "ffffffff00000000ffffff"},
    MagicRow{"appimage-2", "AppImage of type 2", "7f454c4600000000414902", "ffffffff00000000ffffff"},
};

struct ExtensionRow {
  std::string_view name;
  std::string_view summary;
  std::string_view extension;
};

constexpr std::array extension_rows = {
    ExtensionRow{"wat", "WebAssembly text", "wat"},
    ExtensionRow{"dos-com", "DOS program without a header", "com"},
    ExtensionRow{"dos-com", "DOS program without a header", "COM"},
};

struct PycRow {
  std::string_view version;
  std::string_view magic;  ///< the first two bytes; 0d 0a follow
};

// Include/internal/pycore_magic_number.h of each CPython.
constexpr std::array pyc_rows = {
    PycRow{"3.6", "330d"},  PycRow{"3.7", "420d"},  PycRow{"3.8", "550d"},
    PycRow{"3.9", "610d"},  PycRow{"3.10", "6f0d"}, PycRow{"3.11", "a70d"},
    PycRow{"3.12", "cb0d"}, PycRow{"3.13", "f30d"}, PycRow{"3.14", "2b0e"},
};

constexpr std::array lua_versions = {"5.1", "5.2", "5.3", "5.4"};

struct Alias {
  std::string_view alias;
  std::string_view name;
};

/// Names that container tools and other registrars use.
constexpr std::array aliases = {
    Alias{"arm64", "aarch64"},
    Alias{"amd64", "x86_64"},
    Alias{"386", "i386"},
    Alias{"mips64le", "mips64el"},
    Alias{"loong64", "loongarch64"},
    Alias{"windows", "pe"},
    Alias{"exe", "pe"},
};

std::string bytes(std::string_view hex) {
  const auto decoded = from_hex(hex);
  if (!decoded) std::abort();  // a typing error in the tables above
  return *decoded;
}

Format& format_called(std::vector<Format>& formats, std::string_view name, std::string_view summary) {
  const auto row = std::ranges::find(formats, name, &Format::name);
  if (row != formats.end()) return *row;
  return formats.emplace_back(Format{.name = std::string(name),
                                     .summary = std::string(summary),
                                     .matchers = {},
                                     .engine_suffix = {},
                                     .members = {}});
}

std::vector<Format> build_formats() {
  std::vector<Format> formats;
  for (const MagicRow& row : magic_rows)
    format_called(formats, row.name, row.summary)
        .matchers.push_back(MagicMatch{.offset = 0, .magic = bytes(row.magic), .mask = bytes(row.mask)});
  for (const ExtensionRow& row : extension_rows)
    format_called(formats, row.name, row.summary)
        .matchers.push_back(ExtensionMatch{.extension = std::string(row.extension)});

  std::vector<std::string> members;
  for (const PycRow& row : pyc_rows) {
    const std::string name = fmt::format("pyc-{}", row.version);
    Format& format = format_called(formats, name, fmt::format("CPython {} bytecode", row.version));
    format.engine_suffix = row.version;
    format.matchers.push_back(MagicMatch{.offset = 0, .magic = bytes(row.magic) + "\r\n", .mask = {}});
    members.push_back(name);
  }
  format_called(formats, "pyc", "CPython bytecode, each version by its own interpreter").members = members;

  members.clear();
  for (const std::string_view version : lua_versions) {
    const std::string name = fmt::format("lua-{}", version);
    Format& format = format_called(formats, name, fmt::format("Lua {} bytecode", version));
    format.engine_suffix = version;
    const char packed = static_cast<char>((version[0] - '0') << 4 | (version[2] - '0'));
    format.matchers.push_back(MagicMatch{.offset = 0,
                                         .magic = std::string("\x1b"
                                                              "Lua") +
                                                  packed,
                                         .mask = {}});
    members.push_back(name);
  }
  format_called(formats, "lua", "Lua bytecode, each version by its own interpreter").members = members;

  for (const ElfMachine& machine : elf_machines) {
    Format& format = format_called(formats, machine.name, fmt::format("ELF program for {}", machine.name));
    format.engine_suffix = machine.name;
    format.matchers.push_back(elf_match(machine));
  }
  return formats;
}

const std::vector<Format>& formats() {
  static const std::vector<Format> built = build_formats();
  return built;
}

}  // namespace

std::span<const Format> known_formats() { return formats(); }

const Format* find_format(std::string_view name) {
  const auto alias = std::ranges::find(aliases, name, &Alias::alias);
  if (alias != aliases.end()) name = alias->name;
  const auto row = std::ranges::find(formats(), name, &Format::name);
  return row == formats().end() ? nullptr : &*row;
}

}  // namespace nsbinfmt::policy
