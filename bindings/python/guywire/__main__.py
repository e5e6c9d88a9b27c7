"""``python -m guywire``: the command `guywire`; ``python -m guywire doctor``: does this installation work?"""

from __future__ import annotations

import sys


def main() -> int:
    """The command line. One implementation: the compiled one."""
    if sys.argv[1:] == ["doctor"]:
        from ._doctor import doctor

        return doctor()
    from ._core import command

    sys.stdout.flush()
    return command(["guywire", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
