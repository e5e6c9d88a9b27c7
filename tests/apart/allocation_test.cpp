// Where nothing may be taken from the heap. An executable of its own, since it counts with
// operators new of its own.
#include <atomic>
#include <cstdlib>
#include <new>

#include "catch.hpp"
#include "guywire/batch/solve_batch.hpp"
#include "guywire/io/model_file.hpp"
#include "support/chains.hpp"

namespace {
std::atomic<std::int64_t> allocated{0};
std::int64_t allocation_count() { return allocated; }
[[maybe_unused]] void* counted(std::size_t size, std::size_t alignment) {
  ++allocated;
  void* const p = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (!p) throw std::bad_alloc();
  return p;
}
}  // namespace
#ifndef __SANITIZE_ADDRESS__  // which has operators of its own
void* operator new(std::size_t size) { return counted(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

using namespace guywire;

TEST_CASE("the count counts") {
  const std::int64_t before = allocation_count();
  const std::vector<double> some(1000);
  CHECK(allocation_count() == before + 1);
}

TEST_CASE("the search takes nothing from the heap, whatever the number of coordinates") {
  for (const int links : {7, 32, 33, 64}) {
    const Model m = chains::model(links, true);
    Workspace workspace(m);
    const auto from = [&](const State& start) {
      const std::int64_t before = allocation_count();
      const auto o = solve(workspace, {}, start);
      const std::int64_t used = allocation_count() - before;
      REQUIRE(o.status == Status::stable);
      return std::pair{used, o};
    };
    const auto far =
        from({std::vector<double>(links, 1.4)});  // leaves indefinite Hessians by eigenvectors
    const auto near_by = from({far.second.value().coordinates});
    CHECK(far.second.value().certificate.iterations >
          near_by.second.value().certificate.iterations + 3);
    CHECK(far.first == near_by.first);  // the answer's own vectors
  }
}

TEST_CASE("in lanes nothing is allocated for a body") {
  const Model model = load("bridge");
  const auto allocations = [&](std::size_t bodies, const InstructionSet set) {
    std::vector<double> front(bodies), rear(bodies);
    for (std::size_t i = 0; i < bodies; ++i) {
      front[i] = 0.99 + 0.02 * static_cast<double>(i % 7) / 6;
      rear[i] = 0.99 + 0.02 * static_cast<double>(i % 11) / 10;
    }
    const std::vector<BatchColumn> columns{{parameter(model, "front.length"), front},
                                           {parameter(model, "rear.length"), rear}};
    const std::int64_t before = allocation_count();
    const Batch batch = solve_batch(model, columns, {}, {.instructions = set});
    const std::int64_t after = allocation_count();
    CHECK(batch.scalar_fallbacks == 0);
    return after - before;
  };
  for (const InstructionSet set : instruction_sets())
    if (set != InstructionSet::scalar) CHECK(allocations(200, set) == allocations(2000, set));
}
#endif
