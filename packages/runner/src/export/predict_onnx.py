"""Loads a folder with an ONNX model as MLflow does, and prints as JSON the probabilities of images and what the file says of itself.

Arguments: the exported folder, a file of pixels, their shape.
"""

import json
import sys

import mlflow
import numpy as np
import onnx
import onnxruntime

folder, pixels, shape = sys.argv[1:]
pinned = f"mlflow=={mlflow.__version__}\nonnx=={onnx.__version__}\nonnxruntime=={onnxruntime.__version__}\n"
assert open(f"{folder}/requirements.txt").read() == pinned
images = np.fromfile(pixels, dtype=np.uint8).reshape(json.loads(shape))

probabilities = mlflow.pyfunc.load_model(folder).predict({"images": images})["probabilities"]
properties = onnx.load(f"{folder}/model.onnx").metadata_props
metadata = {entry.key: json.loads(entry.value) for entry in properties}
print(json.dumps({"probabilities": probabilities.tolist(), "metadata": metadata}))
