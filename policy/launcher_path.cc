#include "policy/launcher_path.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "policy/error.h"
#include "policy/hex.h"

namespace nsbinfmt::policy {
namespace {

constexpr std::string_view directory = "nsbinfmt-launcher";
constexpr std::string_view undescribed = "long";

/// Shorter than NAME_MAX, for the slashes that cut the text are taken out again when it is read.
constexpr std::size_t component_length = 200;

constexpr std::string_view trap_mark = "trap:";

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || c == '/' || c == '%') {
      encoded += fmt::format("%{:02X}", byte);
    } else {
      encoded += c;
    }
  }
  return encoded;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/') continue;
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const auto byte = from_hex(text.substr(i + 1, 2));
    if (!byte || byte->empty()) return std::nullopt;
    decoded += *byte;
    i += 2;
  }
  return decoded;
}

bool skip(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool skip_number(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(end);
  return end > 0;
}

/// What follows "/proc/self/fd/N/nsbinfmt-launcher/NUMBER/"; nothing when that is not how the path begins.
std::optional<std::string_view> below_launchers(std::string_view interpreter) {
  const bool ours = skip(interpreter, "/proc/self/fd/") && skip_number(interpreter) &&
                    skip(interpreter, "/") && skip(interpreter, directory) && skip(interpreter, "/") &&
                    skip_number(interpreter) && skip(interpreter, "/");
  if (!ours) return std::nullopt;
  return interpreter;
}

}  // namespace

std::string launcher_path(unsigned number, const LaunchedEngine& engine, std::size_t most_bytes) {
  std::string text = to_text(engine.command);
  if (engine.trap_status) text = fmt::format("{}{} {}", trap_mark, *engine.trap_status, text);
  const std::string encoded = percent_encoded(text);
  const std::string start = fmt::format("{}/{}/", directory, number);
  std::string path = start;
  for (std::size_t i = 0; i < encoded.size(); i += component_length) {
    if (i > 0) path += '/';
    path += "=" + encoded.substr(i, component_length);  // '=' keeps a component from being "." or ".."
  }
  return path.size() <= most_bytes ? path : start + std::string(undescribed);
}

std::optional<LaunchedEngine> launcher_engine(std::string_view interpreter) {
  const auto below = below_launchers(interpreter);
  if (!below || !below->starts_with('=')) return std::nullopt;
  std::string joined;
  std::string_view rest = *below;
  while (!rest.empty()) {
    const std::string_view component = rest.substr(0, rest.find('/'));
    joined += component.substr(std::min<std::size_t>(1, component.size()));
    rest.remove_prefix(std::min(component.size() + 1, rest.size()));
  }
  const auto text = percent_decoded(joined);
  if (!text) return std::nullopt;
  std::string_view command = *text;
  LaunchedEngine engine;
  if (command.starts_with(trap_mark)) {
    int status = 0;
    command.remove_prefix(trap_mark.size());
    if (std::from_chars(command.data(), command.data() + command.size(), status).ec != std::errc() ||
        status < 1 || status > 255)
      return std::nullopt;
    engine.trap_status = status;
    command.remove_prefix(std::min(command.find(' ') + 1, command.size()));
  }
  try {
    engine.command = parse_command_template(command);
  } catch (const Error&) {
    return std::nullopt;  // another nsbinfmt's words, which this one does not know
  }
  return engine;
}

bool is_launcher(std::string_view interpreter) { return below_launchers(interpreter).has_value(); }

}  // namespace nsbinfmt::policy
