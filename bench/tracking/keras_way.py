"""Logs as a Keras callback does: one `mlflow.log_metrics` an epoch. Prints seconds, points and its peak memory."""

import argparse
import json
import resource
import time

import mlflow

arguments = argparse.ArgumentParser()
arguments.add_argument("--uri", required=True)
for name in ("runs", "epochs", "params"):
    arguments.add_argument(f"--{name}", type=int, required=True)
options = arguments.parse_args()

mlflow.set_tracking_uri(options.uri)
mlflow.set_experiment("python")
start = time.perf_counter()
points = 0
for run in range(options.runs):
    with mlflow.start_run(run_name=f"run {run}"):
        mlflow.log_params({f"param.{index}": index for index in range(options.params)})
        for epoch in range(1, options.epochs + 1):
            loss = (1 + run) / epoch
            metrics = {"loss": loss, "accuracy": 1 - loss, "val_loss": 1.1 * loss, "val_accuracy": 0.9 - loss}
            mlflow.log_metrics(metrics, step=epoch)
            points += len(metrics)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"points": points, "seconds": seconds, "peakMiB": round(peak)}))
