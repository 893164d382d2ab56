#include "tests/cases/suite.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include "tests/cases/difference.h"
#include "tests/cases/requirement.h"
#include "tests/cases/runner.h"
#include "tests/support/catch.h"

namespace nsbinfmt::test {
namespace {

class RuntimeTest : public Catch::ITestInvoker {
 public:
  explicit RuntimeTest(std::function<void()> body) : body_(std::move(body)) {}
  void invoke() const override { body_(); }

 private:
  std::function<void()> body_;
};

bool can_do(const Case& one) {
  switch (one.need) {
    case Need::nothing:
      return true;
    case Need::execve_check:
      if (has_execve_check()) return true;
      skip_test("AT_EXECVE_CHECK needs Linux 6.14");
      return false;
  }
  std::abort();
}

// Where there is no oracle (before Linux 6.7) the facts' own values have to do.
std::optional<std::string> right_text(const Case& one) {
  return missing_oracle().empty() ? run_case(one, bare_kernel()).text : one.expected;
}

void check_same(const Case& one, const std::string& actual) {
  const std::optional<std::string> right = right_text(one);
  if (right)
    CHECK(actual == *right);
  else
    skip_test("nothing to compare with: " + missing_oracle());
}

void check_oracle(const Case& one) {
  if (!can_do(one)) return;
  const Transcript bare = run_case(one, bare_kernel());
  INFO("facts " << one.facts << ", messages: " << bare.messages);
  if (one.expected)
    CHECK(bare.text == *one.expected);
  else
    CHECK(bare.text.find("oracle:") == std::string::npos);
  CHECK_FALSE(bare.text.empty());
}

void check_backend(const Case& one, const Backend& backend) {
  if (!can_do(one)) return;
  const Transcript actual = run_case(one, backend);
  INFO("facts " << one.facts << ", messages: " << actual.messages);
  const Difference* difference = find_difference(one.name, backend.name);
  if (difference == nullptr) {
    check_same(one, actual.text);
    return;
  }
  INFO("differs by design: " << difference->reason);
  switch (difference->kind) {
    case DifferenceKind::refused_by_design:
      CHECK(actual.text == "refused by nsbinfmt\n");
      break;
    case DifferenceKind::same_or_refused:
      if (actual.text != "refused by nsbinfmt\n") check_same(one, actual.text);
      break;
    case DifferenceKind::other_text:
      CHECK(actual.text == difference->text);
      break;
  }
}

}  // namespace

void add_test(const std::string& name, const std::string& tags, std::function<void()> body) {
#if __has_include(<catch2/catch_all.hpp>)
  Catch::AutoReg(Catch::Detail::make_unique<RuntimeTest>(std::move(body)), CATCH_INTERNAL_LINEINFO,
                 Catch::StringRef(), Catch::NameAndTags{name, tags});
#else
  Catch::AutoReg(new RuntimeTest(std::move(body)), CATCH_INTERNAL_LINEINFO, Catch::StringRef(),
                 Catch::NameAndTags{name, tags});
#endif
}

void add_case_tests(std::span<const Case> cases) {
  for (const Case& one : cases) {
    if (missing_oracle().empty())
      add_test(one.name + " (bare kernel)", "[exec][bare]", [&one] { check_oracle(one); });
    for (const Backend& backend : tested_backends())
      add_test(one.name + " (" + backend.name + ")", "[exec][" + backend.name + "]",
               [&one, &backend] { check_backend(one, backend); });
  }
}

}  // namespace nsbinfmt::test
