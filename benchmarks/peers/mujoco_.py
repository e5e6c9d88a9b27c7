"""MuJoCo on bridge7. Cables are tendons whose spring has a dead band from zero to the slack length,
so that they only pull. Two ways to rest: simulate with damping until the moments vanish; or Newton
on MuJoCo's forces with differences for derivatives.
"""

import mujoco
import numpy as np

from worker import Case

# kg m2, N m s/rad, s; chosen: settles fastest of those tried, without changing where
ARMATURE, DAMPING, STEP = 0.3, 30.0, 0.01


def model(p):
    nested = ""
    for b in reversed(range(len(p.bodies))):
        sites = "".join(
            f'<site name="{c}_{k}" pos="{x} {y} {z}"/>'
            for c, path in enumerate(p.paths)
            for k, (body, x, y, z) in enumerate(path)
            if body == b
        )
        nested = (
            f'<body pos="{p.hinge[b, 0]} {p.hinge[b, 1]} 0"><joint type="hinge" axis="0 0 1" '
            f'stiffness="{p.joints[b][4][0]}" damping="{DAMPING}" armature="{ARMATURE}"/>'
            f'<inertial pos="{p.com[b, 0]} {p.com[b, 1]} 0" mass="{p.weight[b] / 9.81}" '
            f'diaginertia="0.01 0.01 0.01"/>{sites}{nested}</body>'
        )
    ground = "".join(
        f'<site name="{c}_{k}" pos="{x} {y} {z}"/>'
        for c, path in enumerate(p.paths)
        for k, (body, x, y, z) in enumerate(path)
        if body == -1
    )
    tendons = "".join(
        (
            f'<spatial springlength="0 {p.numbers["slack_length"][c]}" '
            f'stiffness="{p.numbers["stiffness"][c]}">'
        )
        + "".join(f'<site site="{c}_{k}"/>' for k in range(len(path)))
        + "</spatial>"
        for c, path in enumerate(p.paths)
    )
    return mujoco.MjModel.from_xml_string(
        '<mujoco><option gravity="0 -9.81 0" integrator="implicitfast" '
        f'timestep="{STEP}"><flag contact="disable"/></option>'
        f"<worldbody>{ground}{nested}</worldbody><tendon>{tendons}</tendon></mujoco>"
    )


def cases(inputs, cores):
    p = inputs.bridge7
    m = model(p)
    d = mujoco.MjData(m)
    force = np.empty(m.nv)

    def set_body(length, stiffness):
        m.tendon_lengthspring[:, 1] = length * p.numbers["slack_length"]
        m.tendon_stiffness[:] = stiffness * p.numbers["stiffness"]
        mujoco.mj_resetData(m, d)

    def moments(q):
        """Of springs and weights, at rest, about each joint [N m]."""
        d.qpos[:] = q
        mujoco.mj_kinematics(m, d)
        mujoco.mj_comPos(m, d)
        mujoco.mj_tendon(m, d)
        mujoco.mj_passive(m, d)
        mujoco.mj_rne(m, d, 0, force)
        return d.qfrc_spring - force

    def newton(length, stiffness, h=1e-6):
        set_body(length, stiffness)
        q = np.zeros(m.nv)
        J = np.empty((m.nv, m.nv))
        for _ in range(30):
            g = moments(q)
            if np.abs(g).max() < 1e-9:
                break
            for k in range(m.nv):
                q[k] += h
                J[:, k] = moments(q) - g
                q[k] -= h
            q -= np.linalg.solve(J / h, g)
        return np.cumsum(q)  # absolute angles

    def settle(length, stiffness):
        set_body(length, stiffness)
        for _ in range(400):
            mujoco.mj_step(m, d, 50)
            if np.abs(d.qfrc_spring - d.qfrc_bias).max() < 1e-9 and np.abs(d.qvel).max() < 1e-10:
                break
        return np.cumsum(d.qpos)

    out = []
    for way, f, count, note, tolerance in (
        ("Newton in Python on its forces", newton, 200, "derivatives by differences", 1e-9),
        (
            "settling by simulation",
            settle,
            5,
            f"implicitfast, {1000 * STEP:.0f} ms steps, damped",
            1e-8,
        ),
    ):
        length, stiffness = inputs.factors(p, count)
        out.append(
            Case(
                p.name,
                way,
                count,
                lambda f=f, length=length, stiffness=stiffness: np.array(
                    [f(*factors) for factors in zip(length, stiffness, strict=True)]
                ),
                note,
                tolerance=tolerance,
            )
        )
    return out


def versions():
    return {"MuJoCo": mujoco.__version__}
