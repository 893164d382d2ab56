#include <utility>

#include "policy/plan.h"

namespace nsbinfmt::policy {
namespace {

void add_preset(EngineRequest& request, const Preset& preset, const FormatPart& part) {
  // The version matters only where it decides between templates, or may be too old for all of them.
  const bool asks = preset.variants.size() > 1 || preset.variants.front().from_version > 0;
  for (std::string& program : program_names(preset, part.engine_suffix))
    request.candidates.push_back({.preset = std::string(preset.name),
                                  .program = std::move(program),
                                  .version_argument = std::string(asks ? preset.version_argument : "")});
}

EngineRequest request_for(const FormatRule& rule, const FormatPart& part) {
  EngineRequest request;
  if (const auto* command = std::get_if<CommandTemplate>(&rule.engine)) {
    request.candidates.push_back({.preset = {}, .program = command->program, .version_argument = {}});
  } else if (const auto* chosen = std::get_if<ChosenPreset>(&rule.engine)) {
    add_preset(request, *chosen->preset, part);
    if (chosen->program) {
      request.candidates.resize(1);
      request.candidates.front().program = *chosen->program;
    }
  } else {
    for (const Preset& preset : known_presets())
      if (preset.caution.empty() && runs_format(preset, part.format)) add_preset(request, preset, part);
  }
  return request;
}

}  // namespace

std::vector<EngineRequest> engine_requests(std::span<const RuleSpec> specs) {
  std::vector<EngineRequest> requests;
  for (const RuleSpec& spec : specs)
    if (const auto* rule = std::get_if<FormatRule>(&spec.rule))
      for (const FormatPart& part : rule->parts) requests.push_back(request_for(*rule, part));
  return requests;
}

}  // namespace nsbinfmt::policy
