#include "policy/matcher.h"

#include <fmt/core.h>

#include "policy/hex.h"

namespace nsbinfmt::policy {
namespace {

unsigned char byte_at(std::string_view bytes, std::size_t index) {
  return index < bytes.size() && index < head_size ? static_cast<unsigned char>(bytes[index]) : 0;
}

bool matches_magic(const MagicMatch& match, std::string_view head) {
  for (std::size_t i = 0; i < match.magic.size(); ++i) {
    const unsigned mask = match.mask.empty() ? 0xffU : byte_at(match.mask, i);
    const unsigned difference = byte_at(head, match.offset + i) ^ byte_at(match.magic, i);
    if ((difference & mask) != 0) return false;
  }
  return true;
}

bool matches_extension(const ExtensionMatch& match, std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot != std::string_view::npos && path.substr(dot + 1) == match.extension;
}

}  // namespace

bool matches(const Matcher& matcher, std::string_view head, std::string_view path) {
  if (const auto* magic = std::get_if<MagicMatch>(&matcher)) return matches_magic(*magic, head);
  return matches_extension(std::get<ExtensionMatch>(matcher), path);
}

std::string to_text(const Matcher& matcher) {
  if (const auto* extension = std::get_if<ExtensionMatch>(&matcher))
    return fmt::format("extension .{}", extension->extension);
  const auto& magic = std::get<MagicMatch>(matcher);
  std::string text = fmt::format("offset {} magic {}", magic.offset, to_hex(magic.magic));
  if (!magic.mask.empty()) text += fmt::format(" mask {}", to_hex(magic.mask));
  return text;
}

}  // namespace nsbinfmt::policy
