"""OpenSim. bridge7: cables are PathSprings (they only pull), joints have springs and dampers, and
time is integrated until the body is still. standing_adult: moment arms of all muscles in the
reference posture. Recruitment: static optimisation of that posture, muscles as De Groote-Fregly's
on rigid tendons.
"""

import numpy as np
import opensim as osim

from problem import Problem, residual
from worker import Case

osim.Logger.setLevelString("Error")
DAMPING = 30.0  # N m s/rad; as for MuJoCo


def body_tree(p, name, inertia=0.01):
    """Bodies on hinges; coordinates are angles to the parent."""
    model = osim.Model()
    model.setName(name)
    model.setGravity(osim.Vec3(0, -9.81, 0))
    bodies = []
    for b, parent in enumerate(p.parent):
        body = osim.Body(
            p.bodies[b],
            p.weight[b] / 9.81,
            osim.Vec3(*p.com[b], 0),
            osim.Inertia(inertia, inertia, inertia),
        )
        on = bodies[parent] if parent >= 0 else model.getGround()
        joint = osim.PinJoint(
            "j_" + p.bodies[b],
            on,
            osim.Vec3(*p.hinge[b], 0),
            osim.Vec3(0),
            body,
            osim.Vec3(0),
            osim.Vec3(0),
        )
        joint.updCoordinate().setName("q_" + p.bodies[b])
        model.addBody(body)
        model.addJoint(joint)
        bodies.append(body)
    return model, bodies


def add_path(model, bodies, component, name, path):
    for k, (b, x, y, z) in enumerate(path):
        component.updGeometryPath().appendNewPathPoint(
            f"{name}_{k}", bodies[b] if b >= 0 else model.getGround(), osim.Vec3(x, y, z)
        )


def bridge7(p, length, stiffness):
    model, bodies = body_tree(p, "bridge7")
    for b, (*_, (k, phi)) in enumerate(p.joints):
        spring = osim.SpringGeneralizedForce("q_" + p.bodies[b])
        spring.setStiffness(k)
        spring.setRestLength(phi)
        spring.setViscosity(DAMPING)
        model.addForce(spring)
    for c, path in enumerate(p.paths):
        spring = osim.PathSpring(
            p.cables[c],
            length[c] * p.numbers["slack_length"][c],
            stiffness[c] * p.numbers["stiffness"][c],
            0.0,
        )
        add_path(model, bodies, spring, p.cables[c], path)
        model.addForce(spring)
    return model


def settle(model):
    """Integrates until nothing moves; the angles then."""
    state = model.initSystem()
    manager = osim.Manager(model)
    # implicit; chosen: 10 to 100 times faster here than the others
    manager.setIntegratorMethod(osim.Manager.IntegratorMethod_CPodes)
    manager.setIntegratorAccuracy(1e-7)  # at 1e-8 some bodies take a minute
    manager.initialize(state)
    for t in range(5, 45, 5):
        state = manager.integrate(t)
        if max(abs(state.getU().get(k)) for k in range(state.getNU())) < 1e-7:
            break
    return np.cumsum([state.getQ().get(k) for k in range(state.getNQ())])


def muscle_name(cable):
    return cable.replace("/", "_")  # OpenSim keeps the slash for paths


def standing(p, constant):
    """standing_adult in its reference posture. `constant`: moments about the hinges from discs,
    capsule and passive fibres, which OpenSim's static optimisation leaves out for muscles [N m].
    """
    model, bodies = body_tree(p, "standing_adult")
    for b in range(len(bodies)):
        model.addForce(
            osim.ExpressionBasedCoordinateForce("q_" + p.bodies[b], repr(float(constant[b])))
        )
    for c, path in enumerate(p.paths):
        muscle = osim.DeGrooteFregly2016Muscle()
        muscle.setName(muscle_name(p.cables[c]))
        muscle.set_max_isometric_force(p.sides[c] * p.numbers["force"][c])
        muscle.set_optimal_fiber_length(p.numbers["optimal"][c])
        muscle.set_tendon_slack_length(p.numbers["tendon"][c])
        muscle.set_pennation_angle_at_optimal(
            np.arcsin(np.sqrt(p.numbers["thickness2"][c]) / p.numbers["optimal"][c])
        )
        muscle.set_ignore_tendon_compliance(True)
        muscle.set_ignore_activation_dynamics(True)
        muscle.set_fiber_damping(0)
        muscle.set_min_control(0.01)
        add_path(model, bodies, muscle, muscle.getName(), path)
        model.addForce(muscle)
    return model


def recruit(p, t, folder, rows=11):
    """Static optimisation of the posture, held for `rows` instants,
    each one optimisation (its splines want 10 or more).
    """
    weights_alone = Problem(
        **vars(p) | {"joints": [], "numbers": p.numbers | {"force": 0 * p.numbers["force"]}}
    )
    absolute = -t.r + residual(weights_alone, np.zeros((1, p.n)), held=True)[0]
    model = standing(p, np.cumsum(absolute[::-1])[::-1])  # about coordinates: angles to the parent
    model.initSystem()
    model.printToXML(str(folder / "standing.osim"))
    names = ["q_" + b for b in p.bodies]
    table = [
        f"posture\nversion=1\nnRows={rows}\nnColumns={1 + len(names)}\ninDegrees=no\nendheader",
        "\t".join(["time", *names]),
    ]
    (folder / "posture.sto").write_text(
        "\n".join(table + ["\t".join([repr(0.01 * k)] + ["0"] * len(names)) for k in range(rows)])
        + "\n"
    )
    tool = osim.AnalyzeTool()
    tool.setName("standing")
    tool.setModelFilename(str(folder / "standing.osim"))
    tool.setCoordinatesFileName(str(folder / "posture.sto"))
    tool.setResultsDir(str(folder))
    tool.setLowpassCutoffFrequency(-1)
    tool.setFinalTime(0.01 * (rows - 1))
    tool.setSolveForEquilibrium(False)
    optimisation = osim.StaticOptimization()
    optimisation.setEndTime(0.01 * (rows - 1))
    optimisation.setConvergenceCriterion(1e-10)
    optimisation.setMaxIterations(500)
    tool.updAnalysisSet().cloneAndAppend(optimisation)
    tool.printToXML(str(folder / "optimisation.xml"))

    def run():
        osim.AnalyzeTool(str(folder / "optimisation.xml")).run()
        found = osim.TimeSeriesTable(str(folder / "standing_StaticOptimization_activation.sto"))
        return np.array([found.getDependentColumn(muscle_name(c)).to_numpy() for c in p.cables]).T

    return run, rows


def moment_arms(p):
    model = standing(p, np.zeros(len(p.bodies)))
    state = model.initSystem()
    model.realizePosition(state)
    coordinates, muscles = model.getCoordinateSet(), model.getMuscles()
    muscles, coordinates = (
        [set_.get(k) for k in range(set_.getSize())] for set_ in (muscles, coordinates)
    )

    def run(model=model):  # which the muscles live in
        about_coordinates = np.array(
            [[m.computeMomentArm(state, q) for q in coordinates] for m in muscles]
        )
        # about the bodies' own angles
        return (about_coordinates[:, :-1] - about_coordinates[:, 1:])[None]

    return run


def cases(inputs, cores):
    p = inputs.bridge7
    length, stiffness = inputs.factors(p, 3)
    run, rows = recruit(inputs.standing_adult, inputs.recruitment, inputs.folder)
    return [
        Case(
            p.name,
            "settling by simulation",
            len(length),
            lambda: np.array(
                [settle(bridge7(p, *factors)) for factors in zip(length, stiffness, strict=True)]
            ),
            "CPodes, damped; with building the model, as lengths are its properties",
            tolerance=1e-4,
        ),
        Case(
            "moment arms",
            "computeMomentArm, 124 muscles, 6 coordinates",
            1,
            moment_arms(inputs.standing_adult),
        ),
        Case(
            "recruitment",
            "static optimisation",
            rows,
            run,
            "its objective has no weights: sum of squares",
            weights=False,
            tolerance=0.1,
        ),
    ]


def versions():
    return {"OpenSim": osim.GetVersion()}
