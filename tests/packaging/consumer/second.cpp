// A second file that includes everything: headers alone must not define anything twice.
#include <guywire/guywire.hpp>

double second_opinion(const guywire::Model& model) {
  return guywire::solve(model).value().angles[0];
}
