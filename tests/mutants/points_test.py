#!/usr/bin/env python3
"""The mutants themselves: what is a point, what is none, and whether each computes what it says."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import points  # noqa: E402 (the path above leads there)

# With a = 3, b = 2, z = 0, i = n = 4, yes and no: an expression, its value, and its value with a
# fault in its last point.
CASES = [
    ("b * a + b", 8, 4),
    ("a * b - z * i + a", 9, 3),
    ("i - a - b", -1, 3),  # (i - a) - b
    ("i - a * b", -2, 2.5),
    ("i / b", 2, 8),
    ("i < n", 0, 1),  # of integers the boundary moves
    ("i <= n", 1, 0),
    ("a > b", 1, 0),  # of others the comparison is turned over
    ("a >= b", 1, 0),
    ("i == n", 1, 0),
    ("a != b", 1, 0),
    ("a / -b", -1.5, 1.5),
    ("(-b)", -2, 2),
    ("!yes", 0, 1),
    ("yes && no", 0, 1),
    ("no || yes", 1, 0),
    ("std::min(a, b)", 2, 3),
    ("std::max(a, b)", 3, 2),
    ("select(yes, a, b)", 3, 2),
    ("a += b", 5, 1),
    ("a -= b", 1, 5),
    ("a /= b", 1.5, 6),
    ("f(0.5)", 0.5, 1.5),
    ("f(1e300)", 1e300, 1),
]
PARAMETERS = "double a, double b, double z, int i, int n, bool yes, bool no"
BEGIN = """#include "guywire/mutant.hpp"
using guywire::select;
double f(double x) { return x; }
"""
NONE = """
// a + b
/* a - b */
const char* text = "a + b";
static_assert(2 + 2 == 4);
constexpr double table[] = {1.0, 2.0};
template <int n, class... T>
double* f(const char* const* p, F&& g);
"""


class Points(unittest.TestCase):
    def test_what_is_none(self):
        self.assertEqual([point.text for point in points.points_of("f", NONE)], [])

    def test_the_place_is_marked(self):
        found = points.points_of("f", "  x = a - 'b' * s(\"+ 1\");  // - 2\n")
        minus, times = [point.text for point in found]
        self.assertEqual(minus, "x = a [- -> +] 'b' * s(\"+ 1\");  // - 2")
        self.assertEqual(times, "x = a - 'b' [* -> /] s(\"+ 1\");  // - 2")

    def test_a_line_gives_one_and_an_edit_elsewhere_moves_none(self):
        text = "".join(f"x{k} = a{k} + b{k} - c{k};\n" for k in range(20))
        before = points.draw({"f": text}, 1)
        self.assertEqual(len({p.line for p in before}), len(before))
        after = points.draw({"f": "\n\n" + text}, 1)
        self.assertEqual([p.text for p in before], [p.text for p in after])
        self.assertNotEqual([p.text for p in before], [p.text for p in points.draw({"f": text}, 2)])

    def test_each_computes_what_it_says(self):
        function = "double f{}({}) {{ return {}; }}\n"
        text = "".join(function.format(k, PARAMETERS, case[0]) for k, case in enumerate(CASES))
        last = {point.line: point for point in points.points_of("f", text)}
        self.assertEqual(list(last), list(range(1, len(CASES) + 1)))
        call = 'std::printf("%g\\n", f{}(3, 2, 0, 4, 4, true, false));\n'
        calls = "".join(call.format(k) for k in range(len(CASES)))
        program = BEGIN + points.mutated(text, last.items()) + f"int main() {{\n{calls}}}\n"
        with tempfile.TemporaryDirectory() as folder:
            self.judge(pathlib.Path(folder), program)

    def judge(self, folder, program):
        (folder / "guywire").mkdir()
        (folder / "guywire/mutant.hpp").write_text((HERE / "mutant.hpp").read_text())
        (folder / "main.cpp").write_text(program)
        places = [f"-iquote{folder}", f"-I{HERE.parents[1] / 'include'}"]
        compiler = [os.environ.get("CXX", "c++"), "-std=c++20"]
        subprocess.run([*compiler, *places, folder / "main.cpp", "-o", folder / "main"], check=True)
        reached = folder / "reached.txt"
        for number in range(len(CASES) + 1):
            chosen = {"GUYWIRE_MUTANT": str(number), "GUYWIRE_MUTANTS_REACHED": str(reached)}
            done = subprocess.run([folder / "main"], env=chosen, check=True, capture_output=True)
            values = [right for _, right, _ in CASES]
            if number > 0:
                values[number - 1] = CASES[number - 1][2]
            self.assertEqual([float(word) for word in done.stdout.split()], values, number)
        numbers = {int(word) for word in reached.read_text().split()}
        self.assertEqual(numbers, set(range(1, len(CASES) + 1)))


if __name__ == "__main__":
    unittest.main()
