"""``python -m guywire``: the command `guywire`; besides, ``guywire doctor`` (does this installation work?) and ``guywire page`` (the teaching page)."""

from __future__ import annotations

import sys


def main() -> int:
    """The command line. One implementation: the compiled one."""
    if sys.argv[1:] == ["doctor"]:
        from ._doctor import doctor

        return doctor()
    if sys.argv[1:2] == ["page"]:
        from ._page import command as page

        return page(sys.argv[2:])
    from ._core import command

    sys.stdout.flush()
    try:
        return command(["guywire", *sys.argv[1:]])
    except KeyboardInterrupt:
        return 130  # as a shell reports it


if __name__ == "__main__":
    sys.exit(main())
