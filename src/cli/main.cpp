// The command `guywire`: every option ends in the same public functions a program would call.
#include <iostream>

#include "cli.hpp"

int main(int argc, char** argv) {
  using namespace guywire::cli;
  CLI::App app{"guywire: where does a body tensioned by cables come to rest, is it stable, and who pulls?"};
  app.set_version_flag("--version", std::string("guywire ") + guywire::version);
  app.require_subcommand(1);
  app.footer("Exit status: 0 a trustworthy answer, 2 bad input, 3 no trustworthy answer (the reason is printed).");

  int status = 0;
  for (const auto add : {add_demo, add_solve, add_models, add_check, add_convert, add_schema, add_fit, add_test}) add(app, status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : bad_input;
  } catch (const std::invalid_argument& e) {  // ModelError, ParseError
    std::cerr << "guywire: " << e.what() << '\n';
    return bad_input;
  } catch (const std::exception& e) {
    std::cerr << "guywire: " << e.what() << '\n';
    return not_trustworthy;
  }
  return status;
}
