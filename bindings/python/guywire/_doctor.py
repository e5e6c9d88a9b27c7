"""Finds out whether this installation works."""

from __future__ import annotations

import platform
import time

import numpy as np

import guywire as gw

from . import _check, _core


def doctor() -> int:
    """Prints versions and build, and solves two cases whose answers are known.

    Returns 0 when all is well.
    """
    facts = _core.build_facts()
    print(f"guywire {gw.__version__} ({facts['build']}, {facts['compiler']})")
    print(
        f"python {platform.python_version()}, numpy {np.__version__}, {platform.system()} "
        f"{platform.machine()}"
    )
    print(f"vector instructions the module was compiled for: {facts['simd']}")
    print(f"processors this process may use: {_check.threads(None)}")
    b = gw.ModelBuilder("pendulum").body("bob", mass_kg=2.0, com_m=(0.0, -0.5))
    b.load("push", kind="couple", body="bob", moment_Nm=1.0)
    found = float(gw.solve(b.build()).state[0])
    known = float(np.arcsin(1.0 / (2.0 * 9.81 * 0.5)))
    well = abs(found - known) < 1e-12
    print(
        f"a pendulum under a couple: {np.degrees(found):.6f} deg, by hand "
        f"{np.degrees(known):.6f}: {'ok' if well else 'WRONG'}"
    )
    body = gw.load("standing_adult")
    started = time.perf_counter()
    rest = gw.solve(body)
    took = 1e6 * (time.perf_counter() - started)
    stands = rest.status == "stable" and rest.residual <= rest.residual_floor
    print(
        f"standing_adult: {rest.status}, residual {rest.residual:.1e} N m within its floor "
        f"{rest.residual_floor:.1e}, {took:.0f} µs: {'ok' if stands else 'WRONG'}"
    )
    for library, extra in (
        ("pandas", "pandas"),
        ("xarray", "xarray"),
        ("matplotlib", "plot"),
        ("tqdm", "progress"),
    ):
        try:
            print(f"{library} {__import__(library).__version__}")
        except ImportError:
            print(f"{library}: not installed (pip install 'guywire[{extra}]')")
    print(
        "All is well." if well and stands else "Something is wrong: please report the lines above."
    )
    return 0 if well and stands else 1
