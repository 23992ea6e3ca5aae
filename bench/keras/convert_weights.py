"""Makes of exported weights the file that `keras.applications.Xception(weights=FILE)` reads: python convert_weights.py FOLDER"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

folder = sys.argv[1]
with open(os.path.join(folder, "weights.json")) as file:
    index = json.load(file)
data = np.fromfile(os.path.join(folder, "weights.bin"), "<f4")

base = keras.applications.Xception(weights=None, include_top=False)
for layer in base.layers:
    for variable in layer.weights:
        entry = index.pop(f"{layer.name}/{variable.name}")
        start = entry["offset"] // 4
        variable.assign(data[start : start + variable.shape.num_elements()].reshape(entry["shape"]))
assert not index, f"weights that Keras has no place for: {list(index)}"
base.save_weights(os.path.join(folder, "xception.weights.h5"))
