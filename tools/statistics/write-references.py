"""Writes what core's statistics are held against, by scipy and numpy:

    $(node tools/optuna/setup.mjs 5) tools/statistics/write-references.py

- packages/core/src/statistics/statistics.reference.json: values of the normal and of Student's distribution and their quantiles;
  intervals of C. Nadeau and Y. Bengio (2003) for results of folds, of E. B. Wilson (1927) for shares.
- packages/core/src/ranking/selection.reference.json: the bootstrap of the selection of I. Tsamardinos et al. (2018) over folds, every
  resample there is instead of some drawn ones.
"""

import itertools
import json
import math
import pathlib

import numpy
import scipy
from scipy import stats

sources = pathlib.Path(__file__).parents[2] / "packages" / "core" / "src"
random = numpy.random.default_rng(14)


def corrected(values, overlap, chance):
    """The interval of the corrected resampled t-test."""
    error = math.sqrt((1 / len(values) + overlap) * numpy.var(values, ddof=1))
    return list(stats.t.interval(chance, len(values) - 1, numpy.mean(values), error))


def corrected_p(values, overlap):
    """What the corrected resampled t-test says of a mean of 0."""
    error = math.sqrt((1 / len(values) + overlap) * numpy.var(values, ddof=1))
    return 2 * stats.t.sf(abs(numpy.mean(values)) / error, len(values) - 1)


def wilson(right, images, chance):
    interval = stats.binomtest(right, images).proportion_ci(chance, method="wilson")
    return [interval.low, interval.high]


samples = [
    ([0.81, 0.84, 0.79, 0.86, 0.83], 0.25, 0.95),
    ([0.81, 0.84, 0.79, 0.86, 0.83], 0, 0.95),
    ([0.4, 0.6], 1, 0.95),
    (random.normal(0.9, 0.02, 10).round(4).tolist(), 1 / 9, 0.99),
    (random.normal(-0.01, 0.02, 15).round(4).tolist(), 0.5, 0.9),
]
differences = [
    ([0.02, 0.05, -0.01, 0.03, 0.04], 0.25),
    ([0.02, 0.05, -0.01, 0.03, 0.04], 0),
    ([-0.1, 0.3], 1),
    ([0.011, 0.012, 0.009, 0.01], 1 / 3),
]
shares = [(50, 60, 0.95), (60, 60, 0.95), (0, 12, 0.95), (933, 1000, 0.99)]

reference = {
    "scipy": scipy.__version__,
    "normal": [[x, stats.norm.cdf(x)] for x in (-4.5, -1.96, -0.3, 0, 0.3, 1, 1.96, 3, 6)],
    "normalQuantiles": [[chance, stats.norm.ppf(chance)] for chance in (0.5, 0.8, 0.975, 0.995, 0.9999)],
    "student": [
        [x, degrees, stats.t.cdf(x, degrees)] for degrees in (1, 2, 3, 4, 9, 24, 99) for x in (-2.5, 0, 0.4, 2.776)
    ],
    "studentQuantiles": [
        [chance, degrees, stats.t.ppf(chance, degrees)]
        for degrees in (1, 2, 4, 9, 14, 49)
        for chance in (0.95, 0.975, 0.9975)
    ],
    "corrected": [
        {"values": values, "overlap": overlap, "chance": chance, "interval": corrected(values, overlap, chance)}
        for values, overlap, chance in samples
    ],
    "correctedPValues": [
        {"values": values, "overlap": overlap, "pValue": corrected_p(values, overlap)} for values, overlap in differences
    ],
    "wilson": [
        {"right": right, "images": images, "chance": chance, "interval": wilson(right, images, chance)}
        for right, images, chance in shares
    ],
}
(sources / "statistics" / "statistics.reference.json").write_text(json.dumps(reference, indent=2) + "\n")


def optimism(table):
    """Of the best of the rows, over all resamples of the columns, each as likely as the others; what has nothing left is passed over."""
    table = numpy.array(table)
    columns = table.shape[1]
    outside = []
    for drawn in itertools.product(range(columns), repeat=columns):
        left = [column for column in range(columns) if column not in drawn]
        if left:
            chosen = table[:, list(drawn)].mean(axis=1).argmax()
            outside.append(table[chosen, left].mean())
    return table.mean(axis=1).max() - numpy.mean(outside)


tables = [random.normal(0.8, 0.03, shape).round(4).tolist() for shape in [(4, 5), (12, 5), (2, 3), (8, 4)]]
tables.append([[0.9, 0.91, 0.92, 0.9, 0.93], [0.5, 0.52, 0.51, 0.5, 0.5]])
(sources / "ranking" / "selection.reference.json").write_text(
    json.dumps([{"table": table, "optimism": optimism(table)} for table in tables], indent=2) + "\n"
)
