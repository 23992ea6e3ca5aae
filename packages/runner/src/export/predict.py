"""Loads a model in each way that Python has, and prints as JSON what each makes of the same images.

Arguments: the exported folder, a file of pixels, their shape, and addresses of the model in MLflow.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import mlflow
import numpy as np
import tensorflow as tf

folder, pixels, shape, *addresses = sys.argv[1:]
pinned = f"mlflow=={mlflow.__version__}\ntensorflow=={tf.__version__}\n"
assert open(f"{folder}/requirements.txt").read() == pinned
images = np.fromfile(pixels, dtype=np.uint8).reshape(json.loads(shape))

signature = tf.saved_model.load(f"{folder}/saved_model").signatures["serving_default"]
results = {"tensorflow": signature(images=tf.constant(images))["probabilities"].numpy().tolist()}

for address in [folder, *addresses]:
    model = mlflow.pyfunc.load_model(address)
    results[address] = model.predict({"images": images})["probabilities"]
    assert model.metadata.metadata["classes"] == json.load(open(f"{folder}/classes.json"))

refused = []
for wrong in [images / np.float32(255), images[:, :-1]]:
    try:
        model.predict({"images": wrong})
    except mlflow.MlflowException:
        refused.append(True)

print(json.dumps({"probabilities": results, "refused": len(refused)}))
