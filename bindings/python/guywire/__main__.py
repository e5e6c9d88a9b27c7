"""``python -m guywire``: the command `guywire`.

Besides, ``guywire doctor`` (does this installation work?) and ``guywire page`` (the teaching page).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; without arguments, that of this process.

    One implementation: the compiled one. May be called any number of times.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given == ["doctor"]:
        from ._doctor import doctor

        return doctor()
    if given[:1] == ["page"]:
        from ._page import command as page

        return page(given[1:])
    from ._core import command

    sys.stdout.flush()
    try:
        return command(["guywire", *given])
    except KeyboardInterrupt:
        return 130  # as a shell reports it


if __name__ == "__main__":
    sys.exit(main())
