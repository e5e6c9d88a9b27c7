"""in_python.py MODEL ANGLE: the added laws in Python.
MODEL: what main.cpp printed, ANGLE: where it found the mast [rad].
"""

import sys

import guywire as gw

model, angle = gw.load(sys.argv[1]), float(sys.argv[2])
assert {("cable", "quadratic"), ("joint", "play")} <= {
    (row["of"], row["kind"]) for row in gw.laws()
}
rest = gw.solve(model)
assert rest.status == "stable" and rest.state[0] == angle, (rest.status, rest.state, angle)
stiffness = [2e4, 6e4, 2e5]
batch = gw.solve_batch(model, numbers={"front.coefficient_N_per_m2": stiffness})
for at, k in zip(batch.state[:, 0], stiffness, strict=True):
    alone = gw.solve(model.adjust("front", coefficient_N_per_m2=k)).state[0]
    assert abs(at - alone) < 1e-10, (k, at, alone)
assert gw.equilibria(model).verified
for name in model.number_names:
    owner, field = name.rsplit(".", 1)
    value = float(model.numbers[model.number_names.index(name)])
    assert model.adjust(owner, **{field: value}).numbers.tolist() == model.numbers.tolist(), name
mast = gw.ModelBuilder("mast").body("mast", mass_kg=40, com_m=(0, 2))
mast.joint(
    "foot",
    "mast",
    "ground",
    gw.law("play", stiffness_Nm_per_rad=300, neutral_angle_rad=0.02, play_rad=0.05),
)
mast.cable(
    "front",
    gw.law(
        "quadratic",
        coefficient_N_per_m2=6e4,
        active_stiffness_N_per_m=2e3,
        slack_length_m=1.2,
        activation=0.1,
    ),
    [("ground", 1.5, 3.9), ("mast", 0.1, 3.8)],
)
mast.cable(
    "rear",
    gw.law("linear", stiffness_N_per_m=2e4, slack_length_m=4.4),
    [("ground", -3.2, 0.6), ("mast", -0.1, 3.7)],
)
assert mast.build() == model
print("the added laws in Python: right")
