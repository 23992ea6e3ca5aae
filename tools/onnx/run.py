"""Checks files of ONNX as strictly as its own checker does, and prints what onnxruntime makes of images.

Reads from standard input a JSON list of `{"model": PATH, "images": PATH, "shape": [...], "batches": [...]}`: the images are
bytes of that shape, and the first so many of them are shown at a time. Prints for each, as JSON, `probabilities` by batch,
what the file says of itself, and `seconds` an image in the last batch, the best of so many `repeats`.
"""

import json
import sys
import time

import numpy as np
import onnx
import onnxruntime

onnxruntime.set_default_logger_severity(3)


def run(model, images, shape, batches, repeats=1):
    proto = onnx.load(model)
    onnx.checker.check_model(proto, full_check=True)
    pixels = np.fromfile(images, dtype=np.uint8).reshape(shape)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    probabilities = []
    for batch in batches:
        seconds = float("inf")
        for _ in range(repeats):
            started = time.perf_counter()
            (rows,) = session.run(["probabilities"], {"images": pixels[:batch]})
            seconds = min(seconds, (time.perf_counter() - started) / batch)
        # JSON has no NaN. 2 is further from any probability than those are from each other.
        probabilities.append(np.nan_to_num(rows.astype(np.float64), nan=2).tolist())
    return {
        "probabilities": probabilities,
        "metadata": session.get_modelmeta().custom_metadata_map,
        "description": proto.doc_string,
        "producer": [proto.producer_name, proto.producer_version],
        "opset": [(entry.domain, entry.version) for entry in proto.opset_import],
        "seconds": seconds,
    }


json.dump([run(**job) for job in json.load(sys.stdin)], sys.stdout)
