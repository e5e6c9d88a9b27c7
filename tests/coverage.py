#!/usr/bin/env python3
"""Prints the share of lines that ran, per folder, from gcovr's JSON summary. (./dev coverage)

A line counts where the compiler made code of it; a template that nobody uses is no line.
"""

import collections
import json
import pathlib
import sys


def folders(files):
    """(lines that ran, lines) by folder."""
    sums: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for file in files:
        folder = str(pathlib.PurePath(file["filename"]).parent)
        sums[folder][0] += file["line_covered"]
        sums[folder][1] += file["line_total"]
    return sums


def main():
    sums = folders(json.loads(pathlib.Path(sys.argv[1]).read_text())["files"])
    sums["all"] = [sum(both) for both in zip(*sums.values(), strict=True)]
    for folder, (ran, lines) in sums.items():
        share = 100 * ran / max(lines, 1)
        print(f"{folder:32} {share:6.1f} %  {lines - ran:5} of {lines:5} lines did not run")


if __name__ == "__main__":
    main()
