"""Writes what core's Pareto fronts are held against, from Optuna 5.0:

    $(node tools/optuna/setup.mjs 5) tools/optuna/write-fronts.py

packages/core/src/ranking/pareto.reference.json: points by a seed with two to four costs, some of them equal, and of each the front that it
is on (NSGA-II's sampler), its crowding distance there, and whether it is one of `study.best_trials`.
"""

import json
import math
import pathlib

import numpy
import optuna
from optuna.samplers.nsgaii._elite_population_selection_strategy import _calc_crowding_distance, _rank_population
from optuna.trial import create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)
generator = numpy.random.default_rng(5)
cases = []
for costs, count, steps in [(2, 12, None), (2, 40, 6), (3, 40, None), (3, 40, 4), (4, 30, None)]:
    points = generator.random((count, costs))
    if steps:
        points = numpy.floor(points * steps)
    study = optuna.create_study(directions=["minimize"] * costs)
    for point in points:
        study.add_trial(create_trial(values=point.tolist()))
    trials = study.get_trials()
    places = [None] * count
    for front, members in enumerate(_rank_population(trials, study.directions), start=1):
        crowding = _calc_crowding_distance(members)
        for trial in members:
            distance = crowding[trial.number]
            places[trial.number] = {"front": front, "crowding": distance if math.isfinite(distance) else "Infinity"}
    best = sorted(trial.number for trial in study.best_trials)
    cases.append({"points": points.tolist(), "places": places, "best": best, "hasEqual": steps is not None})

target = pathlib.Path(__file__).parents[2] / "packages" / "core" / "src" / "ranking" / "pareto.reference.json"
target.write_text(json.dumps(cases) + "\n")
