#include <cstdint>
#include <limits>
#include <thread>
#include <utility>

#include "../../src/cli/cli.hpp"
#include "unlocked.hpp"

namespace guywire::python {

void bind_command(py::module_& m) {
  m.def("command", [](const std::vector<std::string>& arguments) {
    std::vector<const char*> argv;
    for (const std::string& a : arguments)
      argv.push_back(a.c_str());
    return unlocked([&] { return cli::command(static_cast<int>(argv.size()), argv.data()); });
  });
  m.def("write_file", [](const std::string& path, const py::bytes& content) {
    const std::string_view text = content;
    write_file(path, text);
  });
  m.def("ranges", [] {
    using Range = py::typing::Tuple<py::int_, py::int_>;
    py::typing::Dict<py::str, Range> out;
    for (const auto& [name, range] : {std::pair{"sweep_points", sweep_points},
                                      {"population_bodies", population_bodies},
                                      {"certainty_bodies", certainty_bodies},
                                      {"threads", thread_counts}})
      out[name] = Range(py::make_tuple(range.lowest, range.highest));
    out["seed"] = Range(py::make_tuple(0, std::numeric_limits<std::uint64_t>::max()));
    return out;
  });
  m.def("build_facts", [] {
    Fields out;
#if defined(__clang__)
    out["compiler"] = "clang " __clang_version__;
#elif defined(__GNUC__)
    out["compiler"] = "g++ " __VERSION__;
#else
    out["compiler"] = "unknown";
#endif
#if defined(__AVX512F__)
    out["simd"] = "AVX-512";
#elif defined(__AVX2__)
    out["simd"] = "AVX2";
#elif defined(__SSE2__)
    out["simd"] = "SSE2";
#elif defined(__ARM_NEON)
    out["simd"] = "NEON";
#else
    out["simd"] = "none";
#endif
#if defined(NDEBUG)
    out["build"] = "release";
#else
    out["build"] = "with assertions";
#endif
    out["threads"] = std::thread::hardware_concurrency();
    return out;
  });
}

}  // namespace guywire::python
