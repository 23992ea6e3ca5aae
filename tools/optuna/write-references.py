"""Writes what core's Sobol' sequence is made from and held against, both from scipy:

    $(node tools/optuna/setup.mjs 5) tools/optuna/write-references.py

- packages/core/src/random/joe-kuo.ts: primitive polynomials and initial direction numbers of the first 64 dimensions of
  new-joe-kuo-6.21201 (S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci.
  Comput. 30, 2635-2654, 2008), which scipy carries.
- packages/core/src/random/sobol.reference.json: the first 128 points that scipy.stats.qmc.Sobol makes of them, unscrambled.
"""

import json
import pathlib

import numpy
import scipy.stats
from scipy.stats import qmc

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
