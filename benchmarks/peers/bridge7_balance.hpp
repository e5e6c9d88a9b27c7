#pragma once
/// bridge7 as a C++ user without guywire would write it for automatic derivatives: moments about
/// the hinges, forces first, templated on the number type.
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

namespace peers {

struct Bridge7 {
  struct Point {
    int body;  ///< -1 is ground
    double x, y;
  };
  struct Cable {
    std::vector<Point> path;
    double stiffness, slack_length;
  };
  double hinge[7][2], com[7][2], weight[7], joint[7];
  std::vector<Cable> cables;

  explicit Bridge7(const std::string& file) {
    const auto f = nlohmann::json::parse(std::ifstream(file));
    std::map<std::string, int> index{{"ground", -1}};
    int b = 0;
    for (const auto& x : f["bodies"]) {  // each on the one before
      index[x["name"]] = b;
      for (int k = 0; k < 2; ++k) {
        hinge[b][k] = x["joint_in_parent_m"][k];
        com[b][k] = x["com_in_body_m"][k];
      }
      weight[b] = 9.81 * x["mass_kg"].get<double>();
      joint[b] = x["joint_stiffness_Nm_per_rad"];
      ++b;
    }
    for (const auto& x : f["cables"]) {
      Cable c{{}, x["stiffness_N_per_m"], x["slack_length_m"]};
      for (const auto& p : x["points"])
        c.path.push_back({index.at(p["body"]), p["x_m"], p["y_m"]});
      cables.push_back(c);
    }
  }
};

/// Unbalanced moments of one body: residuals[k] is dV/dtheta_k.
struct Balance {
  const Bridge7* model;
  const double *length, *stiffness;  ///< factors per cable

  template <class T>
  bool operator()(const T* theta, T* residuals) const {
    using std::cos, std::sin, std::sqrt;
    T c[7], s[7], ox[7], oy[7], fx[7], fy[7];
    for (int b = 0; b < 7; ++b) {
      c[b] = cos(theta[b]);
      s[b] = sin(theta[b]);
      const double hx = model->hinge[b][0], hy = model->hinge[b][1];
      ox[b] = b == 0 ? T(hx) : ox[b - 1] + c[b - 1] * hx - s[b - 1] * hy;
      oy[b] = b == 0 ? T(hy) : oy[b - 1] + s[b - 1] * hx + c[b - 1] * hy;
      fx[b] = T(0);
      fy[b] = T(-model->weight[b]);
      residuals[b] = model->weight[b] * (c[b] * model->com[b][0] - s[b] * model->com[b][1]);
      residuals[b] += model->joint[b] * (b == 0 ? theta[0] : theta[b] - theta[b - 1]);
      if (b > 0) residuals[b - 1] -= model->joint[b] * (theta[b] - theta[b - 1]);
    }
    for (std::size_t k = 0; k < model->cables.size(); ++k) {
      const auto& path = model->cables[k].path;
      T x[4], y[4], dx[3], dy[3], each[3], whole(0);
      for (std::size_t i = 0; i < path.size(); ++i) {
        const auto& p = path[i];
        x[i] = p.body < 0 ? T(p.x) : ox[p.body] + c[p.body] * p.x - s[p.body] * p.y;
        y[i] = p.body < 0 ? T(p.y) : oy[p.body] + s[p.body] * p.x + c[p.body] * p.y;
        if (i == 0) continue;
        dx[i - 1] = x[i] - x[i - 1];
        dy[i - 1] = y[i] - y[i - 1];
        each[i - 1] = sqrt(dx[i - 1] * dx[i - 1] + dy[i - 1] * dy[i - 1]);
        whole += each[i - 1];
      }
      const T stretch = whole - length[k] * model->cables[k].slack_length;
      if (!(stretch > T(0))) continue;  // slack
      const T tension = stiffness[k] * model->cables[k].stiffness * stretch;
      for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        const T px = tension * dx[i] / each[i], py = tension * dy[i] / each[i];
        for (const int end : {0, 1}) {
          const int b = path[i + end].body;
          if (b < 0) continue;
          const double sign = end == 0 ? 1 : -1;
          fx[b] += sign * px;
          fy[b] += sign * py;
          residuals[b] -= sign * ((x[i + end] - ox[b]) * py - (y[i + end] - oy[b]) * px);
        }
      }
    }
    for (int b = 6; b > 0; --b) {  // what a body presses on its hinge, from the top down
      residuals[b - 1] -= (ox[b] - ox[b - 1]) * fy[b] - (oy[b] - oy[b - 1]) * fx[b];
      fx[b - 1] += fx[b];
      fy[b - 1] += fy[b];
    }
    return true;
  }
};

}  // namespace peers
