"""JAX: jit, vmap and automatic derivatives in double precision. Newton with a step limit (without
one, a body in 20 000 never arrives), over all bodies at once, and in blocks that fit the cache. Two
cores are left to XLA: calling from two Python threads ended in a deadlock (jaxlib 0.10.2).
"""

import time

import jax
import jax.numpy as jnp
import numpy as np

from problem import joint_moment, tension
from worker import Case

jax.config.update("jax_enable_x64", True)


def balance(p):
    X, Y, a, b, dz2, sums, inside = p.levers()

    def sines(u):
        angle = jnp.concatenate([u, jnp.zeros(len(p.bodies) + 1 - p.n)])
        return angle, jnp.cos(angle), jnp.sin(angle)

    def lengths(u):
        _, c, s = sines(u)
        return sums @ jnp.sqrt((X @ c - Y @ s) ** 2 + (X @ s + Y @ c) ** 2 + dz2) + inside

    def height(u):
        _, c, s = sines(u)
        return a @ s + b @ c

    def g(u, length_factor, stiffness_factor):
        length, pull = jax.vjp(lengths, u)
        angle, *_ = sines(u)
        moments = [0.0] * (len(p.bodies) + 1)
        for body, other, factor, kind, values in p.joints:
            moment = factor * joint_moment(jnp, kind, values, angle[body] - angle[other])
            moments[body] += moment
            moments[other] -= moment
        return (
            pull(p.sides * tension(jnp, p, p.numbers, length, length_factor, stiffness_factor))[0]
            + jax.grad(height)(u)
            + jnp.stack(moments[: p.n])
        )

    return g


def newton(g, tolerance=1e-9, longest=0.1, limit=50):
    """Steps of at most 0.1 rad in any angle;
    chosen: the longest of 0.05, 0.1, 0.3 with which every body arrives.
    """

    def one(u, *factors):
        def step(state):
            u, r, k = state
            d = jnp.linalg.solve(jax.jacfwd(g)(u, *factors), r)
            u -= d * jnp.minimum(1, longest / jnp.abs(d).max())
            return u, g(u, *factors), k + 1

        return jax.lax.while_loop(
            lambda state: (jnp.abs(state[1]).max() > tolerance) & (state[2] < limit),
            step,
            (u, g(u, *factors), 0),
        )[0]

    return one


def cases(inputs, cores):
    out = []
    for p, count in ((inputs.bridge7, 20000), (inputs.standing_adult, 2000)):
        one = newton(balance(p))
        factors = inputs.factors(p, count)
        arguments = jax.tree.map(jnp.array, (np.zeros((len(factors[0]), p.n)), *factors))
        ways = {
            "jit(vmap(Newton))": (jax.jit(jax.vmap(one)), ""),
            f"jit(vmap(Newton)) in blocks of {BLOCK}": (
                jax.jit(
                    lambda *all_, one=one: jax.lax.map(
                        lambda args: one(*args), all_, batch_size=BLOCK
                    )
                ),
                "lax.map with batch_size: what a block needs stays in the cache",
            ),
        }
        for way, (solve, note) in ways.items():
            before = time.perf_counter()
            solve(*arguments).block_until_ready()
            out.append(
                Case(
                    p.name,
                    way,
                    len(arguments[0]),
                    lambda solve=solve, arguments=arguments: np.array(solve(*arguments)),
                    note,
                    time.perf_counter() - before,
                )
            )
    return out


BLOCK = 128  # chosen: fastest of 32, 128, 512, 2048 and all


def versions():
    return {"JAX": jax.__version__, "jaxlib": jax.lib.__version__}
