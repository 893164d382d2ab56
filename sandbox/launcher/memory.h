#pragma once

#include <stddef.h>

namespace nsbinfmt::launcher {

size_t length_of(const char* text);
bool equal(const char* a, const char* b);

/// The value of a variable in an environment; nullptr when it is not set.
const char* variable_in(const char* const* environment, const char* name);

/// Ends the launcher with `nsbinfmt: WHAT 'ABOUT': WHY` on standard error; any part may be nullptr.
[[noreturn]] void die(int status, const char* what, const char* about, const char* why);

/// Fresh zeroed memory, never given back: the exec ends it all.
void* allocate(size_t size);

/// A growing list of pointers, ended by nullptr.
class PointerList {
 public:
  void add(const char* pointer);
  void set(size_t index, const char* pointer) { pointers_[index] = pointer; }
  size_t size() const { return size_; }
  const char* operator[](size_t index) const { return pointers_[index]; }
  const char* const* data();
  void sort();

 private:
  const char** pointers_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

/// A growing string.
class Text {
 public:
  void add(char c);
  void add(const char* text);
  size_t size() const { return size_; }
  /// Ended by NUL; stays valid for good.
  const char* data();
  /// The same, unaffected by what is added later.
  const char* copy() const;

 private:
  char* bytes_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace nsbinfmt::launcher
