"""What all Python sides share: what a workload is told on its command line, and how its steps are measured."""

import argparse
import json
import resource
import time

parser = argparse.ArgumentParser()
parser.add_argument("--backbone", required=True)
parser.add_argument("--size", type=int, required=True)
parser.add_argument("--batch", type=int, required=True)
parser.add_argument("--trainable", default="all")
parser.add_argument("--precision", default="float32")
parser.add_argument("--seconds", type=float, default=10)
parser.add_argument("--mode", default="eager")
options, _ = parser.parse_known_args()


def measure(step):
    """Prints as JSON what `measure` in thaw/workload.mjs gives."""
    for _ in range(3):
        step()
    cpu = time.process_time()
    start = time.perf_counter()
    steps = 0
    while time.perf_counter() - start < options.seconds:
        step()
        steps += 1
    rate = steps * options.batch / (time.perf_counter() - start)
    cpu_ms = 1000 * (time.process_time() - cpu) / (steps * options.batch)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"imagesPerSecond": rate, "cpuMsPerImage": cpu_ms, "peakMiB": peak}))
