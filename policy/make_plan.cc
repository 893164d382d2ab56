#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "policy/check_rules.h"
#include "policy/elf_machines.h"
#include "policy/error.h"
#include "policy/inherited_rules.h"
#include "policy/plan.h"

namespace nsbinfmt::policy {
namespace {

/// The engine of one format part, chosen and made absolute.
struct ResolvedEngine {
  Engine engine;
  RuleFlags flags;
};

const FoundEngine& require(const EngineAnswer& answer, const EngineRequest& request, const FormatPart& part) {
  if (const auto* found = std::get_if<FoundEngine>(&answer)) return *found;
  if (request.candidates.empty())
    throw Error(fmt::format("no preset runs the format '{}'", part.name),
                "give an engine: --rule FORMAT=COMMAND");
  const std::string& why = std::get<MissingEngine>(answer).why;
  if (request.candidates.size() == 1)
    throw Error(fmt::format("engine '{}' cannot be used: {}", request.candidates.front().program, why));
  std::string names;
  for (const EngineCandidate& candidate : request.candidates)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", candidate.program);
  throw Error(fmt::format("no engine for '{}': none of {} was found on PATH", part.name, names),
              "install one of them, or give an engine: --rule FORMAT=COMMAND");
}

/// F needs no file in any root, but only a static program brings all it needs along.
RuleFlags direct_flags(RuleFlags flags, const std::string& path, const HostFacts& facts) {
  const auto program = facts.programs.find(path);
  if (program != facts.programs.end() && program->second.linkage == Linkage::static_elf)
    flags.fix_binary = true;
  return flags;
}

const PresetVariant& require_variant(const Preset& preset, const FoundEngine& found,
                                     std::vector<std::string>& warnings) {
  if (found.candidate.version_argument.empty()) return preset.variants.front();
  const auto version = major_version(found.version_output);
  if (!version) {
    warnings.push_back(
        fmt::format("engine '{}' printed no version when asked for it: taking it for a new one", found.path));
    return preset.variants.front();
  }
  const PresetVariant* variant = variant_for(preset, *version);
  if (variant == nullptr)
    throw Error(
        fmt::format("engine '{}' is of version {}: preset '{}' needs {} or later", found.path,
                    version_text(found.version_output), preset.name, preset.variants.back().from_version),
        "give its command line as the engine");
  return *variant;
}

class RuleResolver {
 public:
  RuleResolver(const HostFacts& facts, std::vector<std::string>& warnings)
      : facts_(facts), warnings_(warnings) {}

  void resolve(const RuleSpec& spec, std::vector<Rule>& rules) {
    if (const auto* raw = std::get_if<RawRule>(&spec.rule)) {
      rules.push_back({.name = raw->name,
                       .matcher = raw->matcher,
                       .engine = DirectEngine{.path = raw->interpreter},
                       .flags = raw->flags,
                       .origin = spec.origin});
      return;
    }
    try {
      resolve_format(std::get<FormatRule>(spec.rule), spec.origin, rules);
    } catch (const Error& error) {
      throw Error(fmt::format("{}: {}", spec.origin, error.message()), error.hint(), error.exit());
    }
  }

 private:
  void resolve_format(const FormatRule& format, const std::string& origin, std::vector<Rule>& rules) {
    const RuleSpec spec{.rule = format, .origin = origin};
    const std::vector<EngineRequest> requests = engine_requests(std::span(&spec, 1));
    const std::size_t before = rules.size();
    const std::size_t first_answer = std::exchange(next_answer_, next_answer_ + format.parts.size());
    for (std::size_t i = 0; i < format.parts.size(); ++i) {
      const FormatPart& part = format.parts[i];
      const EngineAnswer& answer = facts_.engines.at(first_answer + i);
      // A group takes what is installed of it.
      const bool missing = std::holds_alternative<MissingEngine>(answer);
      if (format.is_group && missing && (rules.size() > before || i + 1 < format.parts.size())) continue;
      if (part.format == native_machine())
        throw Error(
            fmt::format("'{}' is this machine's own architecture: such a rule would catch every program",
                        part.name),
            "leave it out; native programs run as they are");
      add(part, resolve_engine(format, part, require(answer, requests[i], part)), origin, rules);
    }
  }

  static void add(const FormatPart& part, const ResolvedEngine& resolved, const std::string& origin,
                  std::vector<Rule>& rules) {
    for (std::size_t i = 0; i < part.matchers.size(); ++i)
      rules.push_back({.name = i == 0 ? part.name : fmt::format("{}-{}", part.name, i + 1),
                       .matcher = part.matchers[i],
                       .engine = resolved.engine,
                       .flags = resolved.flags,
                       .origin = origin});
  }

  ResolvedEngine resolve_engine(const FormatRule& format, const FormatPart& part, const FoundEngine& found) {
    const Preset* preset = found.candidate.preset.empty() ? nullptr : find_preset(found.candidate.preset);
    CommandTemplate command;
    RuleFlags direct;
    bool is_direct = false;
    if (preset != nullptr) {
      command = instantiate(require_variant(*preset, found, warnings_), found.path);
      if (!preset->caution.empty()) warn_once(fmt::format("preset '{}': {}", preset->name, preset->caution));
      if (const auto* chosen = std::get_if<ChosenPreset>(&format.engine))
        command.environment.insert(command.environment.end(), chosen->environment.begin(),
                                   chosen->environment.end());
      is_direct = preset->direct.has_value() && command.environment.empty();
      if (is_direct) direct = *preset->direct;
    } else {
      command = std::get<CommandTemplate>(format.engine);
      is_direct = is_bare(command);
      if (drops_arguments(command))
        warnings_.push_back(fmt::format(
            "the engine of '{}' has {{file}} but no {{args}}: guests get no arguments", part.name));
    }
    command.program = found.path;
    if (is_direct && !format.trap)
      return {.engine = DirectEngine{.path = found.path},
              .flags = format.flags.value_or(direct_flags(direct, found.path, facts_))};
    return {.engine = LaunchedEngine{.command = command, .trap_status = trap_status(format, preset)},
            .flags = launcher_flags(format)};
  }

  void warn_once(std::string warning) {
    if (std::ranges::find(warnings_, warning) == warnings_.end()) warnings_.push_back(std::move(warning));
  }

  static std::optional<int> trap_status(const FormatRule& format, const Preset* preset) {
    if (!format.trap) return std::nullopt;
    if (format.trap->status) return format.trap->status;
    if (preset != nullptr && preset->trap_status == trap_is_a_signal) return std::nullopt;
    if (preset != nullptr && preset->trap_status) return preset->trap_status;
    if (preset != nullptr)
      throw Error(
          fmt::format("option 'trap': a trap cannot be told from an ordinary exit of '{}'", preset->name),
          "trap:STATUS takes that exit status for a trap all the same");
    throw Error("option 'trap': the engine's exit status for a trap is not known", "give it as trap:STATUS");
  }

  /// The launcher itself is always opened when registered (F) and always told argv[0] (P).
  static RuleFlags launcher_flags(const FormatRule& format) {
    RuleFlags flags{.preserve_argv0 = true, .fix_binary = true};
    if (!format.flags) return flags;
    if (format.flags->preserve_argv0)
      throw Error("flag P and an engine with words of its own: the argv[0] goes where {argv0} stands",
                  "leave the P out and write {argv0} into the command");
    flags.open_binary = format.flags->open_binary;
    flags.credentials = format.flags->credentials;
    return flags;
  }

  const HostFacts& facts_;
  std::vector<std::string>& warnings_;
  std::size_t next_answer_ = 0;
};

/// The kernel refuses a second rule of one name: the later one takes the place of the first.
void replace_doubles(std::vector<Rule>& rules, std::vector<std::string>& warnings) {
  std::unordered_map<std::string_view, const Rule*> latest;
  std::unordered_set<const Rule*> replaced;
  for (const Rule& rule : rules) {
    const auto [place, is_new] = latest.try_emplace(rule.name, &rule);
    if (is_new) continue;
    const Rule* earlier = std::exchange(place->second, &rule);
    if (earlier->origin != inherited_origin)
      warnings.push_back(
          fmt::format("rule '{}' of {} replaces the one of {}", rule.name, rule.origin, earlier->origin));
    replaced.insert(earlier);
  }
  if (replaced.empty()) return;
  std::vector<Rule> kept;
  for (Rule& rule : rules)
    if (!replaced.contains(&rule)) kept.push_back(std::move(rule));
  rules = std::move(kept);
}

/// uid or gid 0 must be there when binfmt_misc is mounted: its files belong to 0:0 and could not be opened
/// otherwise.
std::vector<IdExtent> setup_extents(const std::vector<IdExtent>& outside, std::uint32_t own,
                                    bool may_map_others) {
  const auto maps_root = [](const IdExtent& extent) { return extent.inside == 0; };
  if (!may_map_others || std::ranges::none_of(outside, maps_root))
    return {{.inside = 0, .outside = own, .count = 1}};
  std::vector<IdExtent> same;
  for (const IdExtent& extent : outside)
    same.push_back({.inside = extent.inside, .outside = extent.inside, .count = extent.count});
  return same;
}

/// Ids as they are outside, seen from the set-up namespace.
std::vector<IdExtent> final_extents(const std::vector<IdExtent>& setup, std::uint32_t own) {
  if (setup.size() == 1 && setup.front().count == 1) return {{.inside = own, .outside = 0, .count = 1}};
  return setup;
}

}  // namespace

Plan make_plan(const Options& options, std::span<const RuleSpec> specs, const HostFacts& facts) {
  Plan plan;
  switch (options.backend) {
    case BackendChoice::automatic:
    case BackendChoice::kernel:
      plan.backend = Backend::kernel;
  }
  plan.command = options.command;
  if (options.inherit) plan.rules = inherited_rules(facts, plan.warnings);
  RuleResolver resolver(facts, plan.warnings);
  for (const RuleSpec& spec : specs) resolver.resolve(spec, plan.rules);
  replace_doubles(plan.rules, plan.warnings);
  check_rules(plan.rules, facts.programs, plan.warnings);

  const Identity& own = facts.identity;
  plan.setup_ids.users = setup_extents(own.uid_map, own.uid, own.may_map_others);
  plan.setup_ids.groups = setup_extents(own.gid_map, own.gid, own.may_map_others);
  plan.final_ids.users = final_extents(plan.setup_ids.users, own.uid);
  plan.final_ids.groups = final_extents(plan.setup_ids.groups, own.gid);
  return plan;
}

}  // namespace nsbinfmt::policy
