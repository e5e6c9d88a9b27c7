#!/usr/bin/env python3
"""How mutate.py judges and reports, with a program of a few lines in place of the unit tests."""

import contextlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import mutate  # noqa: E402 (the path above leads there)
import points  # noqa: E402

HEADER = """#pragma once
inline int wrong(int i) { return i - 3; }
inline int equivalent(int i) { return i * 1; }
inline int unread(int i) { return i + 7; }
inline int crash(int* p) { return !p ? 0 : *p; }
inline void hang(double x) { while (x > 0) x -= 1; }
"""
# A fault for each line, and what becomes of it.
FAULTS = {
    "i [- -> +] 3": mutate.Verdict("fails", "quick"),
    "i [* -> /] 1": mutate.Verdict("survives", ""),
    "i [+ -> -] 7": mutate.Verdict("unreached", ""),
    "[! -> ]p": mutate.Verdict("crashes", "quick"),
    "x [-= -> +=] 1": mutate.Verdict("hangs", "other"),
}
MAIN = """
#include "guywire/some.hpp"
int main(int count, char**) {
  if (count > 1) {
    hang(3);
    return 0;
  }
  return crash(nullptr) == 0 && wrong(5) == 2 && equivalent(6) == 6 ? 0 : 1;
}
"""


def compile_program(folder, chosen):
    (folder / "guywire").mkdir()
    (folder / "guywire/some.hpp").write_text(points.mutated(HEADER, list(enumerate(chosen, 1))))
    (folder / "guywire/mutant.hpp").write_text((HERE / "mutant.hpp").read_text())
    (folder / "main.cpp").write_text(MAIN)
    compiler = [os.environ.get("CXX", "c++"), "-std=c++20", "-O0", f"-iquote{folder}"]
    compiler.append(f"-I{HERE.parents[1] / 'include'}")
    subprocess.run([*compiler, folder / "main.cpp", "-o", folder / "main"], check=True)


class Mutate(unittest.TestCase):
    def test_each_fault_meets_its_end_and_a_survivor_needs_a_reason(self):
        found = points.points_of("some.hpp", HEADER)
        chosen = [next(p for p in found if fault in p.text) for fault in FAULTS]
        verdicts = dict(enumerate(FAULTS.values(), 1))
        with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
            folder = pathlib.Path(name)
            (folder / "tests").mkdir()
            for what, value in {"OUT": folder, "BUILD": folder, "PATIENCE": 1}.items():
                stack.enter_context(mock.patch.object(mutate, what, value))
            stack.enter_context(mock.patch.object(mutate, "say"))
            compile_program(folder, chosen)
            tests = {"other": [folder / "main", "other"], "quick": [folder / "main"]}
            self.assertEqual(mutate.judge_all(verdicts, tests, 2), verdicts)
        self.reports(chosen, verdicts)

    def reports(self, chosen, verdicts):
        lives = {("some.hpp", chosen[k].text): "because" for k in (1, 2)}
        killed = ("some.hpp", chosen[0].text)
        for known, good in (({}, False), (lives, True), (lives | {killed: "because"}, True)):
            with (
                mock.patch.object(mutate, "reasons", return_value=known),
                mock.patch.object(mutate, "write"),
                contextlib.redirect_stdout(io.StringIO()) as said,
            ):
                self.assertEqual(mutate.report(chosen, verdicts), good)
            self.assertIn("5 mutants, 3 killed", said.getvalue())
            self.assertEqual(killed in known, "that quick kills" in said.getvalue())

    def test_errors_lead_to_their_mutants(self):
        found = points.points_of("some.hpp", HEADER)
        first, second = found[0], next(p for p in found if p.line == 5)
        error = f"../guywire/some.hpp:{first.line}:3: error: no\n"
        leads = f"/a/guywire/some.hpp:{second.line}:3:   required from here\n"
        self.assertEqual({p.line for p in mutate.refused_by(leads + error, found)}, {first.line})
        self.assertEqual({p.line for p in mutate.refused_by(leads, found)}, {second.line})
        with self.assertRaises(SystemExit):
            mutate.refused_by("cc1plus: out of memory", found)


if __name__ == "__main__":
    unittest.main()
