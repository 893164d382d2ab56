#pragma once

#include <functional>
#include <span>
#include <string>

#include "tests/cases/fd.h"
#include "tests/cases/world.h"

namespace nsbinfmt::test {

// A fact about the instance itself, which nsbinfmt hides: asked of the bare kernel only. The body runs in a
// forked child of one thread and prints what it finds. The world has: i and j (probes), x.foo ("GUEST"), m/
// and m2/ (empty directories).
struct InstanceFact {
  std::string name;
  std::string facts;
  std::function<void(const World&)> body;
  std::string expected;
};

std::span<const InstanceFact> rule_facts();
std::span<const InstanceFact> life_facts();
std::span<const InstanceFact> fd_facts();

// Words for bodies. Each prints one line that starts with the label, unless it is empty.
void tell(const std::string& label, int error);  // "ok" or the errno's name
void tell_text(const std::string& label, const std::string& text);
void try_exec(const std::string& path);  // argv[0] is A0; what it prints, or the errno's name, or the signal

Fd set_up();  // both namespaces' first half and an instance, not attached
void add_foo(const Fd& instance, const World& world, const std::string& interpreter = "i",
             const std::string& flags = "");
Fd open_in(const Fd& directory, const std::string& name, int flags);
int write_errno(const Fd& file, const std::string& text);

// Runs body in a forked child and waits; the fds are shared.
void in_process(const std::function<void()>& body);

}  // namespace nsbinfmt::test
