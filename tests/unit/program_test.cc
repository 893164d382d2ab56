#include "policy/program.h"

#include <fstream>

#include "policy/matcher.h"
#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::Linkage;
using policy::linkage_of;
using policy::parse_shebang;
using policy::Shebang;

std::string start_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string start(policy::linkage_bytes, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  return start;
}

Shebang shebang(std::string interpreter, std::optional<std::string> argument = std::nullopt) {
  return {.interpreter = std::move(interpreter), .argument = std::move(argument)};
}

/// A path of that many bytes.
std::string path_of(std::size_t length) { return "/" + std::string(length - 1, 'i'); }

TEST_CASE("a #! line names an interpreter and one argument (34)", "[program]") {
  CHECK(parse_shebang("#!/bin/sh\n") == shebang("/bin/sh"));
  CHECK(parse_shebang("#!/bin/sh\nmore\n") == shebang("/bin/sh"));
  CHECK(parse_shebang("#! \t/bin/sh\n") == shebang("/bin/sh"));
  CHECK(parse_shebang("#!/bin/sh -e\n") == shebang("/bin/sh", "-e"));
  CHECK(parse_shebang("#!/bin/sh \t -e  -x\ty \t\n") == shebang("/bin/sh", "-e  -x\ty"));
  CHECK(parse_shebang("#!/bin/sh \t\n") == shebang("/bin/sh"));
  CHECK(parse_shebang("#!sh x\n") == shebang("sh", "x"));
  CHECK(parse_shebang("#!/bin/sh\r\n") == shebang("/bin/sh\r"));
  CHECK(parse_shebang("#!/bin/sh -e\r\n") == shebang("/bin/sh", "-e\r"));
}

TEST_CASE("a #! line may end with the file (34)", "[program]") {
  CHECK(parse_shebang("#!/bin/sh") == shebang("/bin/sh"));
  CHECK(parse_shebang("#!/bin/sh -e") == shebang("/bin/sh", "-e"));
}

TEST_CASE("what has no usable #! line has none (34)", "[program]") {
  for (const std::string head :
       {"", "#", "!", "#x", " #!/bin/sh\n", "#!\n", "#! \t\n", "# !/bin/sh\n", "x#!/bin/sh"}) {
    INFO(head);
    CHECK(parse_shebang(head) == std::nullopt);
  }
}

TEST_CASE("an interpreter's path may fill the 256 bytes that the kernel reads, never be cut by them (34)",
          "[program]") {
  for (const std::size_t length : {252U, 253U}) {
    INFO(length);
    CHECK(parse_shebang("#!" + path_of(length) + "\n") == shebang(path_of(length)));
    CHECK(parse_shebang("#!" + path_of(length)) == shebang(path_of(length)));
  }
  for (const std::string tail : {"", "\n", " ", " x", "x\n"}) {
    INFO(tail);
    CHECK(parse_shebang("#!" + path_of(254) + tail) == std::nullopt);
  }
  CHECK(parse_shebang("#!" + std::string(300, ' ')) == std::nullopt);
  CHECK(parse_shebang("#!" + path_of(252) + " x and more\n") == shebang(path_of(252)));
}

TEST_CASE("a blank in the very last byte of the 256 ends the path (kernel 6.18)", "[program]") {
  CHECK(parse_shebang("#!" + path_of(253) + " ") == shebang(path_of(253)));
  CHECK(parse_shebang("#!" + path_of(253) + " x\n") == shebang(path_of(253)));
  CHECK(parse_shebang("#!" + path_of(253) + "\tx\n") == shebang(path_of(253)));
}

TEST_CASE("a NUL byte ends the path as well as a blank does (kernel 6.18)", "[program]") {
  CHECK(parse_shebang("#!/bin/sh" + nul + "\n") == shebang("/bin/sh"));
  CHECK(parse_shebang("#!/bin/sh" + nul + std::string(400, 'z')) == shebang("/bin/sh"));
  CHECK(parse_shebang("#!" + path_of(253) + nul + "zzz") == shebang(path_of(253)));
  CHECK(parse_shebang("#!/bin/sh a" + nul + "b\n") == shebang("/bin/sh", "a"));
}

TEST_CASE("a long argument is cut at the 255th byte, and its blanks there too (34)", "[program]") {
  const std::string start = "#!/path/probe ";
  CHECK(parse_shebang(start + std::string(300, 'y') + "\n") == shebang("/path/probe", std::string(241, 'y')));
  CHECK(parse_shebang(start + std::string(100, 'y') + std::string(200, ' ') + "z\n") ==
        shebang("/path/probe", std::string(100, 'y')));
  CHECK(parse_shebang(start + std::string(241, 'y') + "\n") == shebang("/path/probe", std::string(241, 'y')));
  CHECK(parse_shebang(start + std::string(242, 'y') + "\n") == shebang("/path/probe", std::string(241, 'y')));
}

TEST_CASE("without a newline trailing blanks belong to the argument (kernel 6.18)", "[program]") {
  CHECK(parse_shebang("#!/bin/sh arg  ") == shebang("/bin/sh", "arg  "));
  CHECK(parse_shebang("#!/bin/sh ") == shebang("/bin/sh", ""));
  CHECK(parse_shebang("#!/bin/sh a  " + nul + "b\n") == shebang("/bin/sh", "a  "));
}

TEST_CASE("the linkage of real programs is read off their headers", "[program]") {
  CHECK(linkage_of(start_of("/proc/self/exe")) != Linkage::script);
  CHECK(linkage_of(start_of("/proc/self/exe")) != Linkage::other);
  CHECK(linkage_of(start_of("/bin/sh")) == Linkage::dynamic_elf);
  CHECK(linkage_of(start_of(STATIC_PROGRAM)) == Linkage::static_elf);
  CHECK(linkage_of(start_of(DYNAMIC_PROGRAM)) == Linkage::dynamic_elf);
}

TEST_CASE("a program whose headers are not in sight is taken for dynamic", "[program]") {
  const std::string whole = start_of(STATIC_PROGRAM);
  CHECK(linkage_of(whole.substr(0, 100)) == Linkage::dynamic_elf);
  std::string far = whole;
  far[32] = '\xff';  // e_phoff
  far[33] = '\xff';
  far[39] = '\x7f';
  CHECK(linkage_of(far) == Linkage::dynamic_elf);
  for (std::size_t i = 32; i < 40; ++i) far[i] = '\xff';
  CHECK(linkage_of(far) == Linkage::dynamic_elf);
}

TEST_CASE("scripts and everything else are told from programs", "[program]") {
  CHECK(linkage_of("#!/bin/sh\n") == Linkage::script);
  CHECK(linkage_of("#!") == Linkage::script);
  CHECK(linkage_of("") == Linkage::other);
  CHECK(linkage_of("MZ") == Linkage::other);
  CHECK(linkage_of("\x7f"
                   "ELF") == Linkage::other);
  CHECK(linkage_of(std::string("\x7f"
                               "ELF\2\1\1")) == Linkage::other);
  CHECK(linkage_of(start_of(STATIC_PROGRAM).substr(0, 63)) == Linkage::other);
}

TEST_CASE("each linkage has its word", "[program]") {
  CHECK(to_text(Linkage::static_elf) == "static");
  CHECK(to_text(Linkage::dynamic_elf) == "dynamic");
  CHECK(to_text(Linkage::script) == "script");
  CHECK(to_text(Linkage::other) == "unknown kind");
}

}  // namespace
}  // namespace nsbinfmt::test
