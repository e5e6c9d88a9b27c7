// libFuzzer's side of one target, GUYWIRE_FUZZ_TARGET.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "fuzz.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

const fuzz::Target target = fuzz::GUYWIRE_FUZZ_TARGET();

/// Says at the end how many inputs there were, and how many of them the library took.
struct Tally {
  long inputs = 0;
  long valid = 0;
  ~Tally() {
    if (inputs > 0)
      std::fprintf(stderr, "fuzz %s: %ld inputs, %ld valid (%.1f %%)\n",
                   std::string(target.name).c_str(), inputs, valid, 100.0 * valid / inputs);
  }
} tally;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const fuzz::Fate fate = target.run({reinterpret_cast<const char*>(data), size});
    ++tally.inputs;
    tally.valid += fate == fuzz::Fate::valid;
  } catch (const fuzz::Broken& broken) {
    std::fprintf(stderr, "fuzz %s: a promise does not hold: %s\n", std::string(target.name).c_str(),
                 broken.text.c_str());
    std::abort();
  }
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  Random random(seed);
  const std::string changed = target.mutate({reinterpret_cast<const char*>(data), size}, random);
  if (changed.empty() || changed.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::memcpy(data, changed.data(), changed.size());
  return changed.size();
}
