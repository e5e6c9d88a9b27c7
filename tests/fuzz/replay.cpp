// Replays the corpus: replay FOLDER, where a folder for each target lies. Mutants of it must stay
// models often enough.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "fuzz.hpp"
#include "guywire/io/model_file.hpp"

namespace {

namespace fs = std::filesystem;

struct Input {
  std::string name;
  std::string bytes;
};

std::vector<Input> inputs_of(const fs::path& folder) {
  std::vector<Input> out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    out.push_back(
        {entry.path().filename().string(), std::string(std::istreambuf_iterator<char>(in), {})});
  }
  std::sort(out.begin(), out.end(), [](const Input& a, const Input& b) { return a.name < b.name; });
  return out;
}

/// What is wrong with the answer to an input; empty if nothing is.
std::string fault_of(const fuzz::Target& target, const std::string& bytes, int& valid) {
  try {
    valid += target.run(bytes) == fuzz::Fate::valid;
  } catch (const fuzz::Broken& broken) {
    return broken.text;
  } catch (const std::exception& e) {
    return std::string("throws ") + e.what();
  }
  return {};
}

int replay(const fuzz::Target& target, const std::vector<Input>& inputs) {
  int failed = 0;
  int valid = 0;
  for (const Input& input : inputs) {
    const std::string fault = fault_of(target, input.bytes, valid);
    if (fault.empty()) continue;
    ++failed;
    std::printf("%s/%s: %s\n", std::string(target.name).c_str(), input.name.c_str(), fault.c_str());
  }
  std::printf("%s: %d inputs, %d valid, %d failed\n", std::string(target.name).c_str(),
              static_cast<int>(inputs.size()), valid, failed);
  return failed + (valid == 0);
}

/// At least one mutant in ten is a model, so that fuzzing reaches the mechanics.
int mutants(const fuzz::Target& model, const std::vector<Input>& inputs) {
  Random random(1);
  int made = 0;
  int valid = 0;
  for (int round = 0; round < 10; ++round)
    for (const Input& input : inputs) {
      const std::string mutant = model.mutate(input.bytes, random);
      if (mutant.empty()) continue;
      ++made;
      valid += fuzz::goes_through([&] { (void)guywire::read_model(mutant); });
    }
  std::printf("mutants of models: %d, %d valid\n", made, valid);
  return made == 0 || 10 * valid < made;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  int failed = 0;
  std::size_t count = 0;
  for (const fuzz::Target& target :
       {fuzz::model(), fuzz::setting(), fuzz::command(), fuzz::workspace()}) {
    const auto inputs = inputs_of(fs::path(argv[1]) / target.name);
    count += inputs.size();
    failed += replay(target, inputs);
    if (target.name == "model") failed += mutants(target, inputs);
  }
  if (count > 300)
    std::printf("%d inputs are too many: 300 at most, so that this takes seconds\n",
                static_cast<int>(count));
  return failed > 0 || count > 300;
}
