#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

// The language of exec_action. A step is a row of words read from left to right: any number of preparations
// ("chdir D", "nofile 3", "userns-root", ...), then one final verb ("exec PATH ARGV...", "open-write PATH",
// ...). Each step runs in a child of its own; what it finds goes to standard output.
namespace nsbinfmt::test {

using Words = std::deque<std::string>;

// How the final exec is issued.
struct Manner {
  bool from_thread = false;  // by a thread that is not the leader
  bool in_vfork = false;     // by a vfork child
};

std::string take(Words& words);  // the first word; a missing one is the table's error and aborts
int take_number(Words& words);

void say(std::string_view text);
[[noreturn]] void stop(std::string_view what);  // "WHAT: ENAME" from errno, then the step is over

// Does the preparation that stands first and removes its words; false when a final verb stands there.
bool prepare(Words& words, Manner& manner);
bool prepare_namespace(Words& words);

// Does the final verb and exits.
[[noreturn]] void finish(Words& words, const Manner& manner);

int wait_and_report(int child);  // prints "exit N" or "signal NAME" unless it is exit 0

// Prints how many more user namespaces can be nested here, and what ends it.
void count_user_namespaces();

// The largest argument size that execve(path, {"A0", ...}) takes, by trying.
std::size_t argument_limit(const std::string& path);

}  // namespace nsbinfmt::test
