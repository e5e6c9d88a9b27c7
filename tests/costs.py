#!/usr/bin/env python3
"""What each entry of the last `./dev test` cost: seconds, longest first (./dev costs).

    costs.py BUILD_FOLDER

Reads the report that ctest leaves. Unit tests, of which there are many, count as one.
"""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def costs(report):
    """(seconds, name, how it ended) by falling seconds."""
    unit = 0.0
    rows = []
    for case in ET.parse(report).getroot().iter("testcase"):
        seconds, name = float(case.attrib["time"]), case.attrib["name"]
        if case.get("status") not in ("run", "fail"):
            rows.append((0.0, name, "not run"))
        elif "/" in name and not name.startswith(SINGLE):
            unit += seconds
        else:
            rows.append((seconds, name, "failed" if case.get("status") == "fail" else ""))
    rows.append((unit, "unit tests and examples", ""))
    return sorted(rows, reverse=True)


SINGLE = ("packaging/", "python/", "web/", "docs/", "golden/", "mutants/", "fuzz/")


def main():
    report = Path(sys.argv[1]) / "tests.xml"
    if not report.exists():
        sys.exit("costs: there is no report yet: run ./dev test first")
    rows = costs(report)
    for seconds, name, end in rows:
        print(f"{seconds:8.1f} s  {name:32} {end}".rstrip())
    print(f"{sum(row[0] for row in rows):8.1f} s  all, one after the other")


if __name__ == "__main__":
    main()
