#pragma once

namespace nsbinfmt::test {

// "ENOENT" for ENOENT. Not strerrorname_np(): the static helpers are built with musl, too.
const char* errno_name(int value);

// "SEGV" for SIGSEGV; likewise instead of sigabbrev_np().
const char* signal_name(int number);

}  // namespace nsbinfmt::test
