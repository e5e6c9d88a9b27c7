// A cable's number is not a body's: with WRONG defined, this must not compile.
#include <guywire/guywire.hpp>

double tension(const guywire::Posture& posture, guywire::CableId cable) {
  return posture.tensions[cable.index];
}

double ask(const guywire::Model& model, const guywire::Posture& posture) {
#ifdef WRONG
  return tension(posture, model.body("pelvis"));
#else
  return tension(posture, model.cable("psoas"));
#endif
}
