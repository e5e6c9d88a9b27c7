"""The teaching page that came with this installation."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from pathlib import Path

from . import _core
from ._errors import ParseError


def page_file() -> Path:
    """Where the page lies in this installation: one self-contained HTML file.

    Raises FileNotFoundError if the package was built without it.
    """
    here = Path(__file__).with_name("page.html")
    if not here.is_file():
        raise FileNotFoundError(
            "This installation of guywire has no page: the package was built where the page "
            "had not been. In the repository, run ./dev web, then pip install . again."
        )
    return here


def command(arguments: list[str]) -> int:
    """``guywire page [--out FILE]``: opens the page in the browser, or copies it.

    Returns the exit status.
    """
    parser = argparse.ArgumentParser(
        prog="guywire page",
        description="opens the teaching page in your browser: "
        "one file, offline, nothing is sent anywhere",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write the page there instead of opening it"
    )
    options = parser.parse_args(arguments)
    try:
        found = page_file()
        if options.out is None:
            print(found)
            if not webbrowser.open(found.as_uri()):
                print(
                    "guywire: no browser could be started; open the file above in one.",
                    file=sys.stderr,
                )
        else:
            _core.write_file(str(options.out), found.read_bytes())
            print(options.out)
    except (OSError, ParseError, RuntimeError) as e:
        print(f"guywire: {e}", file=sys.stderr)
        return 2
    return 0
