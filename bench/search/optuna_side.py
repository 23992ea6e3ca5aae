"""Optuna's side of bench/search.mjs: a study at a time, lines of JSON in, lines of JSON out.

    {"open": {"parameters": [...], "seed": 0}}    begins a study, answers with its first point
    {"value": 1.5}                                tells what that came to (less is better), answers with the next point

With several objectives (`"objectives": 2` beside the seed) a value is a list.

The sampler is TPESampler(seed=...) and all else as the version has it.
"""

import json
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def suggest(trial, parameter):
    name, kind = parameter["name"], parameter["kind"]
    if kind == "category":
        return trial.suggest_categorical(name, list(range(parameter["count"])))
    if kind == "int":
        return trial.suggest_int(name, parameter["low"], parameter["high"])
    return trial.suggest_float(name, parameter["low"], parameter["high"], log=kind == "log")


def ask():
    global trial
    trial = study.ask()
    return {parameter["name"]: suggest(trial, parameter) for parameter in parameters}


for line in sys.stdin:
    message = json.loads(line)
    if "open" in message:
        parameters = message["open"]["parameters"]
        directions = ["minimize"] * message["open"].get("objectives", 1)
        study = optuna.create_study(
            sampler=optuna.samplers.TPESampler(seed=message["open"]["seed"]), directions=directions
        )
    else:
        study.tell(trial, message["value"])
    print(json.dumps(ask()), flush=True)
