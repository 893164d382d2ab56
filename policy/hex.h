#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nsbinfmt::policy {

/// The value of one hexadecimal digit, either case.
std::optional<unsigned> hex_digit(char digit);

/// Two lower-case digits a byte.
std::string to_hex(std::string_view bytes);

/// Bytes from an even number of digits; nothing for anything else.
std::optional<std::string> from_hex(std::string_view digits);

}  // namespace nsbinfmt::policy
