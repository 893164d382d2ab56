#include "sandbox/launcher/memory.h"

#include <linux/mman.h>

#include "sandbox/launcher/system_calls.h"

// The compiler may call these for its own copies and fills.
extern "C" void* memcpy(void* to, const void* from, size_t size) {
  auto* target = static_cast<char*>(to);
  const auto* source = static_cast<const char*>(from);
  while (size-- > 0) *target++ = *source++;
  return to;
}
extern "C" void* memset(void* to, int byte, size_t size) {
  auto* target = static_cast<char*>(to);
  while (size-- > 0) *target++ = static_cast<char>(byte);
  return to;
}

namespace nsbinfmt::launcher {
namespace {

constexpr size_t chunk_size = 64 * 1024;
constexpr size_t alignment = 16;

bool before(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) {
    ++a;
    ++b;
  }
  return static_cast<unsigned char>(*a) < static_cast<unsigned char>(*b);
}

}  // namespace

size_t length_of(const char* text) {
  size_t length = 0;
  while (text[length] != '\0') ++length;
  return length;
}

bool equal(const char* a, const char* b) { return !before(a, b) && !before(b, a); }

const char* variable_in(const char* const* environment, const char* name) {
  for (; *environment != nullptr; ++environment) {
    size_t i = 0;
    while (name[i] != '\0' && (*environment)[i] == name[i]) ++i;
    if (name[i] == '\0' && (*environment)[i] == '=') return *environment + i + 1;
  }
  return nullptr;
}

void die(int status, const char* what, const char* about, const char* why) {
  Text message;
  message.add("nsbinfmt: ");
  message.add(what);
  if (about != nullptr) {
    message.add(" '");
    message.add(about);
    message.add("'");
  }
  if (why != nullptr) {
    message.add(": ");
    message.add(why);
  }
  message.add('\n');
  const char* text = message.data();
  system_call(__NR_write, 2, address(text), static_cast<long>(length_of(text)));
  exit_now(status);
}

void* allocate(size_t size) {
  // The first is mapped with the launcher: one system call less for nearly every guest.
  alignas(alignment) static char first_chunk[chunk_size];
  static char* chunk = first_chunk;
  static size_t left = sizeof first_chunk;
  size = (size + alignment - 1) / alignment * alignment;
  if (size > left) {
    const size_t wanted = size > chunk_size ? size : chunk_size;
    const long mapped = system_call(__NR_mmap, 0, static_cast<long>(wanted), PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped < 0 && mapped > -4096) {
      exit_now(126);  // no memory for a message either
    }
    chunk = reinterpret_cast<char*>(mapped);
    left = wanted;
  }
  char* memory = chunk;
  chunk += size;
  left -= size;
  return memory;
}

void PointerList::add(const char* pointer) {
  if (size_ + 1 >= capacity_) {
    capacity_ = capacity_ == 0 ? 64 : capacity_ * 2;
    auto* larger = static_cast<const char**>(allocate(capacity_ * sizeof(char*)));
    for (size_t i = 0; i < size_; ++i) larger[i] = pointers_[i];
    pointers_ = larger;
  }
  pointers_[size_++] = pointer;
  pointers_[size_] = nullptr;
}

const char* const* PointerList::data() {
  if (pointers_ == nullptr) pointers_ = static_cast<const char**>(allocate(sizeof(char*)));
  return pointers_;
}

void PointerList::sort() {
  // The directories of "/" are few.
  for (size_t i = 1; i < size_; ++i)
    for (size_t j = i; j > 0 && before(pointers_[j], pointers_[j - 1]); --j) {
      const char* swapped = pointers_[j];
      pointers_[j] = pointers_[j - 1];
      pointers_[j - 1] = swapped;
    }
}

void Text::add(char c) {
  if (size_ + 1 >= capacity_) {
    capacity_ = capacity_ == 0 ? 128 : capacity_ * 2;
    auto* larger = static_cast<char*>(allocate(capacity_));
    for (size_t i = 0; i < size_; ++i) larger[i] = bytes_[i];
    bytes_ = larger;
  }
  bytes_[size_++] = c;
  bytes_[size_] = '\0';
}

void Text::add(const char* text) {
  for (; *text != '\0'; ++text) add(*text);
}

const char* Text::data() {
  if (bytes_ == nullptr) bytes_ = static_cast<char*>(allocate(1));
  return bytes_;
}

const char* Text::copy() const {
  Text same;
  for (size_t i = 0; i < size_; ++i) same.add(bytes_[i]);
  return same.data();
}

}  // namespace nsbinfmt::launcher
