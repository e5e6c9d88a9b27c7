#include <thread>

#include "../../src/cli/cli.hpp"
#include "unlocked.hpp"

namespace guywire::python {

void bind_command(py::module_& m) {
  m.def("command", [](const std::vector<std::string>& arguments) {
    std::vector<const char*> argv;
    for (const std::string& a : arguments) argv.push_back(a.c_str());
    return unlocked([&] { return cli::command(static_cast<int>(argv.size()), argv.data()); });
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
