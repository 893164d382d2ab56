#include "sandbox/listings.h"

#include <fmt/core.h>

#include <vector>

#include "policy/formats.h"
#include "policy/presets.h"
#include "sandbox/ask_version.h"
#include "sandbox/find_program.h"

namespace nsbinfmt::sandbox {
namespace {

using policy::Format;
using policy::Preset;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// The program of a preset for one format, or "".
std::string installed_program(const Preset& preset, const Format& format) {
  for (const std::string& name : policy::program_names(preset, format.engine_suffix)) {
    const auto found = find_program(name);
    if (const auto* path = std::get_if<std::string>(&found)) return *path;
  }
  return {};
}

/// Where one program serves several formats it is named once, with all of them.
struct Installed {
  std::string program;
  std::vector<std::string> formats;
};

std::string describe(const Preset& preset) {
  std::vector<Installed> installed;
  std::vector<std::string> lacking;
  for (const Format& format : policy::known_formats()) {
    if (!policy::runs_format(preset, format.name)) continue;
    const std::string program = installed_program(preset, format);
    if (program.empty()) {
      lacking.push_back(format.name);
    } else if (!installed.empty() && installed.back().program == program) {
      installed.back().formats.push_back(format.name);
    } else {
      installed.push_back({.program = program, .formats = {format.name}});
    }
  }
  std::string text;
  for (const Installed& one : installed) {
    const std::string version =
        policy::version_text(ask_version(one.program, std::string(preset.version_argument)));
    text += fmt::format("  {} {}: {}\n", one.program, version.empty() ? "(version unknown)" : version,
                        joined(one.formats));
  }
  if (!lacking.empty()) text += fmt::format("  not installed for: {}\n", joined(lacking));
  return text;
}

}  // namespace

std::string list_formats() {
  std::string text;
  for (const Format& format : policy::known_formats()) {
    text += fmt::format("{:<16}{}\n", format.name, format.summary);
    for (const policy::Matcher& matcher : format.matchers)
      text += fmt::format("{:<16}{}\n", "", to_text(matcher));
    if (!format.members.empty()) text += fmt::format("{:<16}{}\n", "", joined(format.members));
  }
  return text;
}

std::string list_engines() {
  std::string text;
  for (const Preset& preset : policy::known_presets()) {
    text += fmt::format("{}{}\n", preset.name,
                        preset.untested.empty() ? "" : fmt::format(" (untested here: {})", preset.untested));
    if (!preset.caution.empty()) text += fmt::format("  caution: {}\n", preset.caution);
    text += describe(preset);
  }
  return text;
}

}  // namespace nsbinfmt::sandbox
