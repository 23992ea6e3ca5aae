"""Writes what core's Sobol' sequence is made from, and what it and the extrapolation of curves are held against, all from scipy:

    $(node tools/optuna/setup.mjs 5) tools/optuna/write-references.py

- packages/core/src/random/joe-kuo.ts: primitive polynomials and initial direction numbers of the first 64 dimensions of
  new-joe-kuo-6.21201 (S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci.
  Comput. 30, 2635-2654, 2008), which scipy carries.
- packages/core/src/random/sobol.reference.json: the first 128 points that scipy.stats.qmc.Sobol makes of them, unscrambled.
- packages/core/src/schedule/stopping/freeze-thaw.reference.json: forecasts of curves by the Gaussian process of freeze-thaw Bayesian
  optimisation (K. Swersky, J. Snoek and R. P. Adams, 2014), its kernel integrated over its rates and conditioned densely, and
  which of a grid is likeliest by scipy.stats.multivariate_normal.
"""

import functools
import itertools
import json
import math
import pathlib

import numpy
import scipy.stats
from scipy.integrate import quad
from scipy.stats import gamma, multivariate_normal, qmc

dimensions, points = 64, 128
folder = pathlib.Path(__file__).parents[2] / "packages" / "core" / "src" / "random"

numbers = numpy.load(pathlib.Path(scipy.stats.__file__).parent / "_sobol_direction_numbers.npz")
rows = []
for polynomial, initial in zip(numbers["poly"][1:dimensions], numbers["vinit"][1:dimensions]):
    degree = int(polynomial).bit_length() - 1
    rows.append([int(polynomial)] + [int(number) for number in initial[:degree]])

lines = "\n".join(f"  {json.dumps(row)}," for row in rows)
(folder / "joe-kuo.ts").write_text(
    f"""// Written by tools/optuna/write-references.py.

/**
 * Of each dimension after the first: its primitive polynomial, all coefficients as bits, and as many initial direction numbers as
 * its degree. From new-joe-kuo-6.21201 (S. Joe and F. Y. Kuo, SIAM J. Sci. Comput. 30, 2635–2654, 2008).
 */
export const joeKuo: readonly (readonly number[])[] = [
{lines}
];
"""
)

sample = qmc.Sobol(dimensions, scramble=False).random(points)
# Some dimensions are enough to see all degrees.
shown = [0, 1, 2, 3, 7, 20, 41, 63]
reference = {str(dimension): sample[:, dimension].tolist() for dimension in shown}
(folder / "sobol.reference.json").write_text(json.dumps(reference) + "\n")


@functools.cache
def decay(both, alpha, beta):
    """The covariance of exponentials exp(-rate t) and exp(-rate u) whose rates are distributed as Gamma(alpha, beta)."""
    density = gamma(alpha, scale=1 / beta).pdf
    # In the square root of the rate, whose density is finite at 0.
    return quad(lambda root: math.exp(-both * root**2) * density(root**2) * 2 * root, 0, 12, epsabs=1e-12)[0]


def covariance(length, model):
    epochs = range(1, length + 1)
    kernel = [[decay(t + u, model["alpha"], model["beta"]) for u in epochs] for t in epochs]
    return model["variance"] * (
        1 + model["decaying"] * numpy.array(kernel) + model["noise"] * numpy.eye(length)
    )


def means(length, model):
    fallen = [decay(t, model["alpha"], model["beta"]) for t in range(1, length + 1)]
    return model["mean"] + model["fall"] * numpy.array(fallen)


generator = numpy.random.default_rng(7)
models = [
    {"mean": 0.3, "fall": 1.2, "variance": 0.04, "decaying": 10, "noise": 0.01, "alpha": 1, "beta": 1},
    {"mean": -1.0, "fall": 0.0, "variance": 2.0, "decaying": 1, "noise": 0.001, "alpha": 2, "beta": 4},
    {"mean": 0.0, "fall": 3.0, "variance": 1.0, "decaying": 100, "noise": 0.1, "alpha": 0.5, "beta": 0.5},
]
forecasts = []
for model in models:
    for seen, at in [(1, 8), (3, 8), (7, 8), (4, 20)]:
        whole = covariance(at, model)
        values = generator.multivariate_normal(means(at, model), whole)[:seen]
        known, crossed = whole[:seen, :seen], whole[:seen, -1]
        weights = numpy.linalg.solve(known, crossed)
        forecasts.append(
            {
                "model": model,
                "curve": values.tolist(),
                "at": at,
                "mean": float(means(at, model)[-1] + weights @ (values - means(at, model)[:seen])),
                "deviation": float(numpy.sqrt(whole[-1, -1] - weights @ crossed)),
            }
        )


def likelihood(curves, shape):
    """Of the likeliest mean and variance, with these."""
    units = [covariance(len(curve), {**shape, "variance": 1}) for curve in curves]
    designs = [
        numpy.array([[1, decay(t, shape["alpha"], shape["beta"])] for t in range(1, len(curve) + 1)]) for curve in curves
    ]
    normal = sum(x.T @ numpy.linalg.solve(unit, x) for unit, x in zip(units, designs))
    right = sum(x.T @ numpy.linalg.solve(unit, numpy.array(c)) for unit, x, c in zip(units, designs, curves))
    mean, fall = numpy.linalg.solve(normal, right)
    rest = [numpy.array(curve) - x @ [mean, fall] for curve, x in zip(curves, designs)]
    squares = sum(r @ numpy.linalg.solve(unit, r) for unit, r in zip(units, rest))
    variance = squares / sum(map(len, curves))
    logs = [multivariate_normal(numpy.zeros(len(r)), variance * unit).logpdf(r) for unit, r in zip(units, rest)]
    return float(sum(logs)), {**shape, "mean": float(mean), "fall": float(fall), "variance": float(variance)}


grid = [
    dict(zip(["decaying", "noise", "alpha", "beta"], values))
    for values in itertools.product([0.1, 1, 10, 100], [1e-4, 1e-3, 1e-2, 1e-1], [0.5, 1, 2], [0.5, 1, 2, 4])
]
fits = []
for model in models:
    lengths = [8, 8, 5, 8, 3]
    curves = [
        generator.multivariate_normal(means(length, model), covariance(length, model)).tolist()
        for length in lengths
    ]
    fits.append({"curves": curves, "model": max((likelihood(curves, shape) for shape in grid), key=lambda each: each[0])[1]})

target = folder.parent / "schedule" / "stopping" / "freeze-thaw.reference.json"
target.write_text(json.dumps({"forecasts": forecasts, "fits": fits}) + "\n")
