// The command `guywire`: every option ends in the same public functions a program would call.
#include <algorithm>
#include <iostream>
#include <new>

#include "cli.hpp"
#include "progress.hpp"

namespace guywire::cli {

namespace {

/// In which an error is told: that of `--language`, else of GUYWIRE_LANGUAGE, else English.
Language language_of(int argc, const char* const* argv) {
  for (int i = 1; i + 1 < argc; ++i)
    if (std::string_view(argv[i]) == "--language" && std::string_view(argv[i + 1]) == "de")
      return Language::german;
  try {
    return language_of_environment();
  } catch (const ModelError&) {
    return Language::english;
  }
}

int run(int argc, const char* const* argv) {
  CLI::App app{
      "guywire: where does a body tensioned by cables come to rest, is it stable, and who pulls?"};
  app.set_version_flag("--version", std::string("guywire ") + guywire::version);
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 a trustworthy answer, 2 bad input, 3 no trustworthy answer (the reason is "
      "printed).");

  int status = 0;
  for (const auto add : {add_demo, add_solve, add_explain, add_claims, add_models, add_check,
                         add_convert, add_schema, add_fit, add_equilibria, add_sweep, add_prescribe,
                         add_population, add_test, add_validate})
    add(app, status);
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](CLI::App*) { return true; }))
    names.push_back(command->get_name());
  if (argc > 1 && argv[1][0] != '-' &&
      std::find(names.begin(), names.end(), argv[1]) == names.end()) {
    if (const std::string name = argv[1]; name == "page" || name == "doctor") {
      std::cerr << "guywire: `guywire " << name
                << "` comes with the Python package (pip install guywire)"
                << (name == "page" ? "; in the repository ./dev web makes the page." : ".") << '\n';
      return bad_input;
    }
    std::cerr << "guywire: no command '" << argv[1] << "'. "
              << guywire::did_you_mean(argv[1], names, "`guywire --help` lists them.") << '\n';
    return bad_input;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : bad_input;
  } catch (const ModelError& e) {
    std::cerr << "guywire: " << error_text(e, language_of(argc, argv)) << '\n';
    return bad_input;
  } catch (const std::invalid_argument& e) {  // ParseError
    std::cerr << "guywire: " << e.what() << '\n';
    return bad_input;
  } catch (const Stopped&) {
    throw;
  } catch (const std::bad_alloc&) {
    std::cerr << "guywire: this needs more memory than there is; ask for less of it.\n";
    return not_trustworthy;
  } catch (const SolveError& e) {
    std::cerr << "guywire: " << error_text(e, language_of(argc, argv)) << '\n';
    return not_trustworthy;
  } catch (const std::exception& e) {
    std::cerr << "guywire: " << e.what() << '\n';
    return not_trustworthy;
  }
  return status;
}

}  // namespace

int command(int argc, const char* const* argv) {
  std::cout.clear();  // a call before this one may have met a full disk
  int status = 0;
  {
    const Progress progress;
    status = run(argc, argv);
  }
  if (std::cout.flush()) return status;
  std::cerr
      << "guywire: the answer could not be written (is the disk full, or the pipe closed?).\n";
  return not_trustworthy;
}

}  // namespace guywire::cli
