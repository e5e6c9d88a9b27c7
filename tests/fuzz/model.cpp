// Model files: what is read is written and read again, comes to rest with a certificate, alone and
// in a batch, and is drawn.
#include <optional>

#include "guywire/io/model_file.hpp"
#include "guywire/io/setting.hpp"
#include "guywire/report/answer.hpp"
#include "guywire/report/explain.hpp"
#include "guywire/report/svg.hpp"
#include "model_mutator.hpp"
#include "promises.hpp"

namespace fuzz {

namespace {

constexpr int patience = 20000;  // chosen: questions of stop; about a second

/// Small enough to be solved a hundred times a second under sanitizers (chosen).
bool is_small(const Model& m) {
  const ModelDescription& d = m.description();
  return d.bodies.size() <= 8 && d.cables.size() <= 16 && d.circles.size() <= 6;
}

void check_round_trip(const Model& m) {
  const std::string text = to_json(m);
  std::optional<Model> read;
  demand(goes_through([&] { read = read_model(text, "what was written"); }),
         "a model that was written is refused");
  const Model& again = *read;
  demand(again == m, "a model reads back as another one");
  demand(to_json(again) == text, "a model that was read back is written otherwise");
  demand(content_hash(again) == content_hash(m), "a model that was read back has another hash");
}

void check_json(const std::string& text, const char* what) {
  demand(Json::accept(text), std::string(what) + " is no JSON");
}

void check_reports(std::string_view input, const Model& m, const Outcome<Posture>& out) {
  const std::string json = answer_json(m, out);
  check_json(json, "answer_json");
  check_text(input, json, "answer_json");
  check_text(input, answer_csv(m, out), "answer_csv");
  check_text(input, answer_text(m, out), "answer_text");
  if (out.status != Status::path_lost) check_text(input, svg_picture(m, out.last()), "svg_picture");
  if (m.description().cables.size() > 6) return;
  Explanation x;
  if (!goes_through([&] { x = explain(m); })) return;
  const std::string explained = explain_json(m, x);
  check_json(explained, "explain_json");
  check_text(input, explained, "explain_json");
  check_text(input, explain_text(m, x), "explain_text");
  check_text(input, explain_csv(m, x), "explain_csv");
}

void check_statics(std::string_view input, const Model& m) {
  Outcome<Posture> out;
  if (!goes_through([&] { out = solve(m); })) return;  // the reference may be out of range
  check_outcome(m, out);
  Outcome<Posture> any;
  if (goes_through([&] { any = solve(m, {Seek::any}); })) check_outcome(m, any);
  check_reports(input, m, out);
  const auto varied = all_parameters(m);
  if (!varied.empty()) check_batch(m, varied[input.size() % varied.size()], {});
  const int free = m.structure().free_count;
  if (free < 1 || free > 2 || m.description().cables.size() > 6) return;
  check_equilibria(m, out);
  check_equilibria(m, any);
}

Fate run(std::string_view input) {
  if (is_setting(input)) return Fate::refused;  // the target `setting` reads those
  std::optional<Model> m;
  if (!goes_through([&] { m = read_model(input, "input"); })) return Fate::refused;
  check_round_trip(*m);
  if (is_small(*m)) patiently(patience, [&] { check_statics(input, *m); });
  return Fate::valid;
}

std::string mutate(std::string_view input, Random& random) {
  if (random.chance(0.02)) return {};
  Json j = Json::parse(input, nullptr, false);
  if (!j.is_object()) return {};
  const int changes = random.chance(0.7) ? 1 : random.integer(2, 5);
  for (int i = 0; i < changes; ++i)
    ModelMutator(j, random).change();
  return j.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Target model() { return {"model", run, mutate}; }

}  // namespace fuzz
