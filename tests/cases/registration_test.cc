#include <fcntl.h>

#include "tests/cases/errno_name.h"
#include "tests/cases/private_instance.h"
#include "tests/cases/registration_lines.h"
#include "tests/cases/requirement.h"
#include "tests/cases/runner.h"
#include "tests/cases/suite.h"
#include "tests/cases/tools.h"
#include "tests/support/catch.h"

namespace nsbinfmt::test {
namespace {

std::vector<File> line_files() {
  return {probe("i"),        text("plain", "", 0644),   directory("d"),
          probe("closed/i"), directory("closed", 0600), symlink_to("loop", "loop"),
          probe("writer")};
}

// Held open for writing by the process that starts the backend; not close-on-exec, so that nsbinfmt has it,
// too.
void prepare_line(const World& world) {
  if (chdir(world.path().c_str()) != 0) give_up("chdir");
  if (open("writer", O_WRONLY) < 0) give_up("open writer");
}

// "ok" and the entry, or the errno's name.
std::string kernel_says(const Line& line) {
  const World world(line_files());
  const Outcome outcome = run_in_child([&] {
    prepare_line(world);
    enter_set_up_namespace();
    const Fd instance = make_instance();
    const int error = register_line(instance, world.expand(line.bytes));
    write_text(STDOUT_FILENO, std::string(errno_name(error)) + "\n");
    if (error == 0) write_text(STDOUT_FILENO, read_entry(instance, line.entry_name));
    return 0;
  });
  return world.shorten(outcome.out + status_text(outcome));
}

bool kernel_takes(const Line& line) {
  return missing_oracle().empty() ? kernel_says(line).starts_with("ok\n") : line.verdict == "ok";
}

void check_kernel(const Line& line) {
  const std::string said = kernel_says(line);
  INFO("facts " << line.facts);
  if (line.verdict != "ok")
    CHECK(said == line.verdict + "\n");
  else if (line.entry.empty())
    CHECK(said.starts_with("ok\nenabled\n"));
  else
    CHECK(said == "ok\nenabled\n" + line.entry);
}

Outcome ask_nsbinfmt(const std::vector<std::string>& rules, const Backend& backend,
                     const std::vector<std::string>& action, const World& world) {
  return run_in_child([&]() -> int {
    prepare_line(world);
    std::vector<std::string> expanded;
    for (const std::string& rule : rules) expanded.push_back(world.expand(rule));
    std::vector<std::string> argv = {action_program()};
    argv.insert(argv.end(), action.begin(), action.end());
    become(nsbinfmt_argv(backend.options, expanded, argv));
  });
}

void check_nsbinfmt(const Line& line, const Backend& backend) {
  const World world(line_files());
  const Outcome outcome = ask_nsbinfmt({line.bytes}, backend, {"say", "ran"}, world);
  const bool took = outcome.out == "ran\n" && outcome.wait_status == 0;
  INFO("facts " << line.facts << "\nout: " << outcome.out << status_text(outcome)
                << "\nerr: " << outcome.err);
  CHECK((took || is_refusal(outcome)));
  switch (line.judged) {
    case Judged::like_the_kernel:
      CHECK(took == kernel_takes(line));
      break;
    case Judged::same_or_refused:
      if (took) CHECK(kernel_takes(line));
      break;
    case Judged::refused:
      CHECK_FALSE(took);
      break;
    case Judged::not_asked:
      break;
  }
}

// Where the sandbox shows its instance, what was registered there is what the line says.
void check_shown_entry(const Line& line, const Backend& backend) {
  const World world(line_files());
  const std::string path = std::string(binfmt_directory) + "/" + line.entry_name;
  const Outcome outcome = ask_nsbinfmt({line.bytes}, backend, {"read", path}, world);
  if (is_refusal(outcome)) {
    SUCCEED("check_nsbinfmt judges refusals");
    return;
  }
  if (outcome.out == "read: ENOENT\n") return skip_test("the sandbox does not show " + path);
  INFO("err: " << outcome.err);
  CHECK(world.shorten(outcome.out) == kernel_says(line).substr(3));
}

void check_duplicate(const Backend& backend) {
  const World world(std::vector<File>{probe("i"), probe("j"), text("x.foo", "GUEST"), probe("writer")});
  const Outcome outcome = ask_nsbinfmt({":n:E::foo::$W/i:", ":n:E::foo::$W/j:"}, backend,
                                       {"exec", world.path() + "/x.foo", "A0"}, world);
  CHECK(world.shorten(outcome.out) == "argv [$W/j] [$W/x.foo]\n");
  CHECK(outcome.wait_status == 0);
  CHECK(outcome.err.starts_with("nsbinfmt: "));
}

}  // namespace

void add_registration_tests() {
  for (const Line& line : registration_lines()) {
    if (missing_oracle().empty())
      add_test("register: " + line.name + " (bare kernel)", "[registration][bare]",
               [&line] { check_kernel(line); });
    if (line.judged == Judged::not_asked) continue;
    for (const Backend& backend : tested_backends()) {
      add_test("register: " + line.name + " (" + backend.name + ")", "[registration][" + backend.name + "]",
               [&line, &backend] { check_nsbinfmt(line, backend); });
      if (backend.name == "kernel" && line.verdict == "ok")
        add_test("register: " + line.name + ", entry as shown in the sandbox (kernel)",
                 "[registration][kernel]", [&line, &backend] { check_shown_entry(line, backend); });
    }
  }
  for (const Backend& backend : tested_backends())
    add_test("a name given twice replaces the first, with a warning (" + backend.name + ")",
             "[registration][" + backend.name + "]", [&backend] { check_duplicate(backend); });
}

}  // namespace nsbinfmt::test
