#include "policy/raw_rule.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <limits>

#include "policy/error.h"
#include "policy/hex.h"

namespace nsbinfmt::policy {
namespace {

constexpr std::string_view shape_hint =
    "a raw rule is :name:M:offset:magic:mask:interpreter:flags or :name:E::extension::interpreter:flags";

[[noreturn]] void refuse(std::string_view line, const std::string& why) {
  std::string shown(line);
  std::ranges::replace(shown, '\0', '?');
  throw Error(fmt::format("bad rule '{}': {}", shown, why), std::string(shape_hint));
}

/// Walks the fields of a line as create_entry() does. The kernel pads the line with delimiters, so that a
/// field cut off by the line's end still "ends"; whether the whole line was used is checked last.
class FieldReader {
 public:
  explicit FieldReader(std::string_view line)
      : line_(line), delimiter_(line[0]), padded_(std::string(line) + std::string(8, line[0])) {}

  /// Up to the next delimiter. A NUL byte before it hides it from the kernel (strchr).
  std::string_view plain(std::string_view what) {
    const std::size_t end = padded_.find(delimiter_, position_);
    if (end == std::string::npos) refuse(line_, fmt::format("the {} field does not end", what));
    const std::string_view field = std::string_view(padded_).substr(position_, end - position_);
    if (field.find('\0') != std::string_view::npos)
      refuse(line_, fmt::format("the {} field holds a NUL byte", what));
    position_ = end + 1;
    return field;
  }

  /// Up to the next delimiter that is no part of a `\xHH` escape, unescaped. The kernel looks for the field's
  /// end first, where each `\x` must be followed by two digits, and unescapes afterwards, which a raw NUL
  /// byte ends.
  std::string escaped(std::string_view what) {
    const std::size_t start = position_;
    for (;; ++position_) {
      if (position_ >= padded_.size()) refuse(line_, fmt::format("the {} field does not end", what));
      if (padded_[position_] == delimiter_) break;
      if (!starts_escape(position_)) continue;
      if (!digit(position_ + 2) || !digit(position_ + 3))
        refuse(line_, fmt::format("the {} needs two hex digits after each \\x", what));
      position_ += 3;
    }
    const std::size_t end = std::min(padded_.find('\0', start), position_);
    ++position_;
    return unescaped(start, end);
  }

  char one(std::string_view what) {
    if (position_ >= padded_.size()) refuse(line_, fmt::format("no {}", what));
    return padded_[position_++];
  }

  char delimiter() const { return delimiter_; }

  /// Flag letters, then at most one newline, then the line must be over.
  RuleFlags flags_and_end() {
    const std::size_t start = position_;
    while (position_ < padded_.size() &&
           std::string_view("POCF").find(padded_[position_]) != std::string_view::npos)
      ++position_;
    const RuleFlags flags = *parse_rule_flags(std::string_view(padded_).substr(start, position_ - start));
    if (position_ < padded_.size() && padded_[position_] == '\n') ++position_;
    if (position_ == line_.size()) return flags;
    if (position_ > line_.size())
      refuse(line_, delimiter_is_eaten() ? "P, O, C, F and newline cannot be the delimiter"
                                         : "too few fields: all 7 delimiters are needed");
    if (line_[position_] == delimiter_) refuse(line_, "too many fields: 7 delimiters are all it can have");
    if (line_[position_] == '\n' || line_[position_ - 1] == '\n') refuse(line_, "more than one line");
    refuse(line_, fmt::format("unknown flag '{}': the flags are P O C F", line_[position_]));
  }

 private:
  bool starts_escape(std::size_t at) const {
    return padded_[at] == '\\' && at + 1 < padded_.size() && padded_[at + 1] == 'x';
  }

  /// A backslash that starts no escape takes the next byte with it (string_unescape() in
  /// lib/string_helpers.c).
  std::string unescaped(std::size_t at, std::size_t end) const {
    std::string bytes;
    while (at < end) {
      const auto high = starts_escape(at) ? digit(at + 2) : std::nullopt;
      const auto low = starts_escape(at) ? digit(at + 3) : std::nullopt;
      if (high && low && at + 4 <= end) {
        bytes += static_cast<char>(*high << 4U | *low);
        at += 4;
        continue;
      }
      const std::size_t taken = padded_[at] == '\\' ? std::min<std::size_t>(2, end - at) : 1;
      bytes += padded_.substr(at, taken);
      at += taken;
    }
    return bytes;
  }

  std::optional<unsigned> digit(std::size_t at) const {
    return at < padded_.size() ? hex_digit(padded_[at]) : std::nullopt;
  }
  bool delimiter_is_eaten() const {
    return std::string_view("POCF\n").find(delimiter_) != std::string_view::npos;
  }

  std::string_view line_;
  char delimiter_;
  std::string padded_;
  std::size_t position_ = 1;
};

/// As kstrtoint(text, 10): an optional sign, digits, one newline allowed at the end.
std::size_t parse_offset(std::string_view line, std::string_view text) {
  if (text.empty()) return 0;
  std::string_view digits = text;
  const bool negative = digits.front() == '-';
  if (digits.front() == '+' || negative) digits.remove_prefix(1);
  if (!digits.empty() && digits.back() == '\n') digits.remove_suffix(1);
  const bool all_digits =
      !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  int value = 0;
  if (!all_digits || std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc())
    refuse(line, fmt::format("the offset '{}' is no decimal number", text));
  if (negative && value != 0) refuse(line, fmt::format("the offset '{}' is negative", text));
  return static_cast<std::size_t>(value);
}

MagicMatch read_magic(FieldReader& fields, std::string_view line) {
  const std::size_t offset = parse_offset(line, fields.plain("offset"));
  MagicMatch match{.offset = offset, .magic = fields.escaped("magic"), .mask = fields.escaped("mask")};
  if (match.magic.empty()) refuse(line, "the magic is empty");
  if (!match.mask.empty() && match.mask.size() != match.magic.size())
    refuse(line, fmt::format("the mask has {} bytes, the magic {}", match.mask.size(), match.magic.size()));
  if (match.magic.size() > head_size || head_size - match.magic.size() < match.offset)
    refuse(line, fmt::format("offset and magic reach beyond the first {} bytes", head_size));
  return match;
}

ExtensionMatch read_extension(FieldReader& fields, std::string_view line) {
  fields.plain("offset");
  const std::string_view extension = fields.plain("extension");
  if (extension.empty()) refuse(line, "the extension is empty");
  if (extension.find('/') != std::string_view::npos) refuse(line, "the extension cannot hold a '/'");
  fields.plain("mask");
  return {.extension = std::string(extension)};
}

std::string escape(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return text;
}

/// A byte that stands in none of the fields; colon when possible.
char choose_delimiter(std::string_view fields) {
  if (fields.find(':') == std::string_view::npos) return ':';
  for (int byte = 1; byte <= UCHAR_MAX; ++byte) {
    const char c = static_cast<char>(byte);
    const bool usable = std::string_view("POCF\n").find(c) == std::string_view::npos;
    if (usable && fields.find(c) == std::string_view::npos) return c;
  }
  throw Error("cannot write a rule whose fields use every byte value");
}

}  // namespace

std::optional<std::string> name_fault(std::string_view name) {
  if (name.empty()) return "the name is empty";
  if (name == "." || name == "..") return "the name cannot be '.' or '..'";
  if (name.find('/') != std::string_view::npos) return "the name cannot hold a '/'";
  if (name == "register" || name == "status") return fmt::format("the name '{}' is the kernel's own", name);
  if (name.size() > rule_name_max)
    return fmt::format("the name has {} bytes, {} are allowed", name.size(), rule_name_max);
  return std::nullopt;
}

RawRule parse_raw_rule(std::string_view line) {
  if (line.size() < register_line_min)
    refuse(line, fmt::format("{} bytes are too few, {} is the least", line.size(), register_line_min));
  if (line.size() > register_line_max)
    refuse(line, fmt::format("{} bytes are too many, {} is the most", line.size(), register_line_max));
  FieldReader fields(line);
  RawRule rule;
  rule.name = fields.plain("name");
  const char type = fields.one("type");
  if ((type != 'E' && type != 'M') || fields.one("type") != fields.delimiter())
    refuse(line, "the type must be M (magic) or E (extension)");
  if (type == 'M') {
    rule.matcher = read_magic(fields, line);
  } else {
    rule.matcher = read_extension(fields, line);
  }
  rule.interpreter = fields.plain("interpreter");
  if (rule.interpreter.empty()) refuse(line, "the interpreter is empty");
  rule.flags = fields.flags_and_end();
  if (const auto fault = name_fault(rule.name)) refuse(line, *fault);
  return rule;
}

std::string to_register_line(const RawRule& rule) {
  std::string offset;
  std::string magic;
  std::string mask;
  char type = 'E';
  if (const auto* match = std::get_if<MagicMatch>(&rule.matcher)) {
    type = 'M';
    if (match->offset != 0) offset = fmt::format("{}", match->offset);
    magic = escape(match->magic);
    mask = escape(match->mask);
  } else {
    magic = std::get<ExtensionMatch>(rule.matcher).extension;
  }
  const char d = choose_delimiter(rule.name + magic + mask + rule.interpreter + offset);
  std::string line = fmt::format("{0}{1}{0}{2}{0}{3}{0}{4}{0}{5}{0}{6}{0}{7}", d, rule.name, type, offset,
                                 magic, mask, rule.interpreter, to_text(rule.flags));
  if (line.size() > register_line_max)
    throw Error(fmt::format("rule '{}' is {} bytes long as a line, the kernel takes {}", rule.name,
                            line.size(), register_line_max));
  return line;
}

namespace {

/// Takes one line off the front of an entry's text.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

[[noreturn]] void unreadable(std::string_view name, std::string_view text) {
  throw Error(fmt::format("cannot read binfmt_misc entry '{}': unexpected text '{}'", name, text));
}

std::string_view after(std::string_view line, std::string_view prefix, std::string_view name) {
  if (!line.starts_with(prefix)) unreadable(name, line);
  return line.substr(prefix.size());
}

}  // namespace

std::optional<RawRule> parse_entry(std::string_view name, std::string_view text) {
  const std::string_view state = take_line(text);
  if (state == "disabled") return std::nullopt;
  if (state != "enabled") unreadable(name, state);
  RawRule rule;
  rule.name = name;
  // An interpreter's path may hold newlines: it ends where the flags line starts.
  const std::size_t flags_line = text.find("\nflags: ");
  if (flags_line == std::string_view::npos) unreadable(name, text);
  rule.interpreter = after(text.substr(0, flags_line), "interpreter ", name);
  text.remove_prefix(flags_line + 1);
  const auto flags = parse_rule_flags(after(take_line(text), "flags: ", name));
  if (!flags) unreadable(name, "flags");
  rule.flags = *flags;
  if (text.starts_with("extension .")) {
    text.remove_prefix(std::string_view("extension .").size());
    if (text.ends_with('\n')) text.remove_suffix(1);
    rule.matcher = ExtensionMatch{.extension = std::string(text)};
    return rule;
  }
  const std::string_view offset = after(take_line(text), "offset ", name);
  MagicMatch match;
  const auto number = std::from_chars(offset.data(), offset.data() + offset.size(), match.offset);
  if (number.ec != std::errc() || number.ptr != offset.data() + offset.size()) unreadable(name, offset);
  const auto magic = from_hex(after(take_line(text), "magic ", name));
  if (!magic) unreadable(name, "magic");
  match.magic = *magic;
  if (!text.empty()) {
    const auto mask = from_hex(after(take_line(text), "mask ", name));
    if (!mask) unreadable(name, "mask");
    match.mask = *mask;
  }
  const bool fits = !match.magic.empty() && match.magic.size() <= head_size &&
                    match.offset <= head_size - match.magic.size() &&
                    (match.mask.empty() || match.mask.size() == match.magic.size());
  if (!fits || !text.empty()) unreadable(name, text);
  rule.matcher = match;
  return rule;
}

}  // namespace nsbinfmt::policy
