#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tests/cases/fd.h"

// The oracle: a private binfmt_misc made with nothing but system calls. All of this runs in a forked child
// (child.h) that has one thread; what cannot be done is written to standard output and ends the child with
// status 125.
namespace nsbinfmt::test {

constexpr const char* binfmt_directory = "/proc/sys/fs/binfmt_misc";

[[noreturn]] void give_up(std::string_view what);  // from errno

// Enters a user and a mount namespace with uid 0 and gid 0 mapped, which binfmt_misc's files must belong to.
void enter_set_up_namespace();

// A new instance, not attached anywhere.
Fd make_instance();

void attach_instance(const Fd& instance, const char* directory);

// One write of the whole line; 0 or the errno of the write or of the open before it.
int register_line(const Fd& instance, std::string_view line);
int write_control(const Fd& instance, const std::string& entry, std::string_view text);
std::string read_entry(const Fd& instance, const std::string& entry);  // the errno's name when it cannot

// Enters a user namespace in which the caller has its own ids again.
void enter_final_namespace(unsigned uid, unsigned gid);

}  // namespace nsbinfmt::test
