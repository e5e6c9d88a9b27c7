// Work on several threads: all of it is done once, and a fault or a stop ends all of it.
#include "guywire/core/on_threads.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <vector>

#include "catch.hpp"

using namespace guywire;

TEST_CASE("each piece is done once, on a thread that is told") {
  for (const int threads : {1, 2, 3, 7, 20}) {
    CAPTURE(threads);
    std::vector<int> times(11, 0), on(11, -1);
    detail::over_threads(11, threads, [&](int i, int thread) {
      ++times[i];
      on[i] = thread;
    });
    CHECK(times == std::vector<int>(11, 1));
    CHECK(on.front() == 0);
    CHECK(on.back() == std::min(threads, 11) - 1);
  }
  detail::over_threads(0, 4, [](int, int) { FAIL("there is nothing to do"); });
}

TEST_CASE("a fault on any thread stops the others and is what the caller sees") {
  for (const int faulty : {0, 1, 3}) {
    CAPTURE(faulty);
    std::atomic<bool> failed{false};
    const auto work = [&](int t) {
      if (t == faulty) {
        failed = true;
        throw std::domain_error("fault");
      }
      while (true)  // without end, unless it is stopped
        stop_if_asked();
    };
    CHECK_THROWS_AS(detail::on_threads(4, work), std::domain_error);
    CHECK(failed);
  }
}

TEST_CASE("the caller's stop ends every thread, and the caller's Watch is asked again afterwards") {
  std::atomic<int> asked{0};
  const WatchScope scope({.stop = [&] { return ++asked > 100; }});
  const auto without_end = [](int) {
    while (true)
      stop_if_asked();
  };
  CHECK_THROWS_AS(detail::on_threads(3, without_end), Stopped);
  const int before = asked;
  CHECK_THROWS_AS(stop_if_asked(), Stopped);
  CHECK(asked == before + 1);
}
