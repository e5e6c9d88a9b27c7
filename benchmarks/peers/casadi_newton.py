"""CasADi: exact derivatives of expressions it is given once; its Newton root-finder mapped over
bodies, in its virtual machine and as generated C; IPOPT on the energy; its QP solvers for
recruitment.
"""

import contextlib
import subprocess
import time

import casadi as ca
import numpy as np

from problem import joint_moment, tension
from worker import Case


class m:  # what problem.py's laws ask of a tool
    exp, sqrt, maximum, minimum = ca.exp, ca.sqrt, ca.fmax, ca.fmin


def balance(p):
    """Angles, factors (length, then stiffness, of every cable), g;
    and V where the law has a simple one.
    """
    u, factors = ca.SX.sym("u", p.n), ca.SX.sym("factors", 2 * len(p.cables))
    length_factor, stiffness_factor = ca.vertsplit(factors, len(p.cables))
    X, Y, a, b, dz2, sums, inside = (ca.sparsify(ca.DM(v)) for v in p.levers())
    angle = ca.vertcat(u, ca.SX.zeros(len(p.bodies) + 1 - p.n))
    c, s = ca.cos(angle), ca.sin(angle)
    length = (
        ca.mtimes(
            sums,
            ca.sqrt(
                (ca.mtimes(X, c) - ca.mtimes(Y, s)) ** 2
                + (ca.mtimes(X, s) + ca.mtimes(Y, c)) ** 2
                + dz2
            ),
        )
        + inside
    )
    numbers = {k: ca.DM(v) for k, v in p.numbers.items()}
    height = ca.dot(a, s) + ca.dot(b, c)
    moments = [ca.SX(0)] * (len(p.bodies) + 1)
    for body, other, factor, kind, values in p.joints:
        moment = factor * joint_moment(m, kind, values, angle[body] - angle[other])
        moments[body] += moment
        moments[other] -= moment
    g = (
        ca.jtimes(
            length,
            u,
            ca.DM(p.sides) * tension(m, p, numbers, length, length_factor, stiffness_factor),
            True,
        )
        + ca.gradient(height, u)
        + ca.vertcat(*moments[: p.n])
    )
    V = None
    if p.law == "linear":
        stretch = ca.fmax(length - length_factor * numbers["slack_length"], 0)
        V = (
            height
            + ca.dot(stiffness_factor * numbers["stiffness"], stretch**2) / 2
            + sum(f * k * (angle[i] - angle[j] - phi) ** 2 / 2 for i, j, f, _, (k, phi) in p.joints)
        )
    return u, factors, g, V


def generated(function, folder, anew):
    """The same function as C, compiled by gcc."""
    source, library = folder / f"{function.name()}.c", folder / f"{function.name()}.so"
    with contextlib.chdir(folder):  # CasADi writes where it stands
        function.generate(source.name)
    if anew or not library.exists():
        subprocess.run(
            ["gcc", "-O3", "-march=native", "-shared", "-fPIC", source, "-o", library], check=True
        )
    return ca.external(function.name(), str(library))


def cases(inputs, cores):
    out = []
    for p, count in ((inputs.bridge7, 20000), (inputs.standing_adult, 2000)):
        length, stiffness = inputs.factors(p, count)
        count = len(length)
        start, factors = np.zeros((p.n, count)), np.hstack([length, stiffness]).T

        def mapped(F, start=start, factors=factors, count=count):
            many = F.map(count, "thread", cores) if cores > 1 else F.map(count)
            return lambda: np.array(many(start, factors)).T

        before = time.perf_counter()
        u, q, g, V = balance(p)
        newton = ca.rootfinder(
            "newton_" + p.name,
            "newton",
            {"x": u, "p": q, "g": g},
            {"abstol": 1e-9, "error_on_fail": False},
        )
        out.append(
            Case(
                p.name,
                "rootfinder('newton'), mapped",
                count,
                mapped(newton),
                setup=time.perf_counter() - before,
            )
        )
        before = time.perf_counter()
        try:
            # two cores find what one compiled
            fast = generated(
                ca.rootfinder(
                    "fast_newton_" + p.name,
                    "fast_newton",
                    {"x": u, "p": q, "g": g},
                    {"abstol": 1e-9, "error_on_fail": False},
                ),
                inputs.folder,
                anew=cores == 1,
            )
            out.append(
                Case(
                    p.name,
                    "rootfinder('fast_newton') as generated C, mapped",
                    count,
                    mapped(fast),
                    "gcc -O3 -march=native; plain Newton steps",
                    time.perf_counter() - before,
                )
            )
        except (subprocess.CalledProcessError, FileNotFoundError) as e:
            print("CasADi's generated C could not be compiled:", e, flush=True)
        if V is not None and cores == 1:
            few = min(count, 100)
            ipopt = ca.nlpsol(
                "ipopt",
                "ipopt",
                {"x": u, "p": q, "f": V},
                {
                    "print_time": False,
                    "ipopt.print_level": 0,
                    "ipopt.sb": "yes",
                    "ipopt.tol": 1e-9,
                    "ipopt.max_iter": 100,
                },
            )
            out.append(
                Case(
                    p.name,
                    "IPOPT on the energy, exact Hessian",
                    few,
                    lambda ipopt=ipopt, factors=factors[:, :few]: (
                        np.hstack([np.array(ipopt(x0=0, p=f)["x"]) for f in factors.T]).T
                    ),
                )
            )
    if cores == 1:
        t = inputs.recruitment
        a = ca.SX.sym("a", len(t.w))
        qp = {"x": a, "f": ca.dot(ca.DM(t.w), a**2), "g": ca.mtimes(ca.DM(t.B), a)}
        quiet = {"print_time": False}
        # of its QP solvers qrqp, highs, proxqp and osqp were slower or, as set up here, less exact
        for way, S in {
            "qpsol('daqp')": ca.qpsol("daqp", "daqp", qp, quiet),
            "qpsol('qpoases')": ca.qpsol("qpoases", "qpoases", qp, quiet | {"printLevel": "none"}),
            "IPOPT": ca.nlpsol(
                "ipopt_qp",
                "ipopt",
                qp,
                quiet | {"ipopt.print_level": 0, "ipopt.sb": "yes", "ipopt.tol": 1e-10},
            ),
        }.items():
            out.append(
                Case(
                    "recruitment",
                    way,
                    1,
                    lambda S=S: (
                        np.array(S(x0=t.floor, lbx=t.floor, ubx=1, lbg=t.r, ubg=t.r)["x"]).T
                    ),
                    ""
                    if way == "IPOPT"
                    else "moment arms and passive moments are given, not computed",
                )
            )
    return out


def versions():
    return {"CasADi": ca.__version__}
