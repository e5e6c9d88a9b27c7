"""guywire from Python."""

import json

import numpy as np

import guywire as gw
from problem import SOURCE
from worker import Case


def bridge7():
    file = json.loads((SOURCE / "tests/reference/bridge7.json").read_text())
    b = gw.ModelBuilder("bridge7")
    for x in file["bodies"]:
        b.body(
            x["name"],
            parent=x["parent"],
            hinge_in_parent_m=x["joint_in_parent_m"],
            mass_kg=x["mass_kg"],
            com_m=x["com_in_body_m"],
        )
        b.joint(
            "joint_" + x["name"],
            x["name"],
            x["parent"],
            gw.law(
                "linear", stiffness_Nm_per_rad=x["joint_stiffness_Nm_per_rad"], neutral_angle_rad=0
            ),
        )
    for x in file["cables"]:
        b.cable(
            x["name"],
            gw.law(
                "linear",
                stiffness_N_per_m=x["stiffness_N_per_m"],
                slack_length_m=x["slack_length_m"],
            ),
            [(p["body"], p["x_m"], p["y_m"]) for p in x["points"]],
        )
    return b.build()


def cases(inputs, cores):
    out = []
    for p, model, singly in (
        (inputs.bridge7, bridge7(), 200),
        (inputs.standing_adult, gw.load("standing_adult"), 50),
    ):
        length, stiffness = inputs.factors(p)
        columns = {
            "length": dict(zip(p.cables, length.T, strict=True)),
            "stiffness": dict(zip(p.cables, stiffness.T, strict=True)),
        }
        out.append(
            Case(
                p.name,
                "gw.solve_batch",
                len(length),
                lambda model=model, columns=columns: (
                    gw.solve_batch(model, **columns, n_threads=cores, progress=False).state
                ),
                "posture angles and tensions of the parts are read too",
            )
        )
        if cores == 1:
            models = []
            for k in range(singly):
                one = model
                for c, name in enumerate(p.cables):
                    one = one.adjust(name, length=length[k, c], stiffness=stiffness[k, c])
                models.append(one)
            out.append(
                Case(
                    p.name,
                    "gw.solve, one at a time",
                    singly,
                    lambda models=models: np.array([gw.solve(one).state for one in models]),
                )
            )
    if cores == 1:
        out.append(
            Case(
                "moment arms",
                "gw.moment_arms, 124 cables, 6 coordinates",
                1,
                lambda model=model: gw.moment_arms(model)[None],
            )
        )
    return out


def versions():
    return {}
