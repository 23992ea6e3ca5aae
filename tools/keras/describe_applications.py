"""Prints what Keras Applications builds and how it is fed, as JSON: the reference that our networks are compared with.

    python describe_applications.py VGG16:224 Xception:299

Each argument is a function of keras.applications and an image size. Networks are built without a classifier; their
ImageNet weights are asked for, but not downloaded.
"""

import json
import os
import sys
from unittest import mock

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy
from keras.src.utils import file_utils

PIXELS = [[0, 0, 0], [255, 255, 255], [10, 120, 230]]


def describe(application, size):
    # Generic names such as `conv2d_1` count from the start.
    keras.backend.clear_session()
    function = getattr(keras.applications, application)
    with (
        mock.patch.object(file_utils, "get_file") as get_file,
        mock.patch.object(keras.Model, "load_weights"),
        # Weights have names and shapes and no values, the drawing of which would take most of the time.
        keras.StatelessScope(initialize_variables=False),
    ):
        model = function(include_top=False, input_shape=(size, size, 3))
    (file_name, url), options = get_file.call_args
    preprocess_input = sys.modules[function.__module__].preprocess_input
    return {
        "file": {"fileName": file_name, "url": url, "md5": options.get("file_hash")},
        "preprocessed": preprocess_input(numpy.array(PIXELS, "float32")).tolist(),
        "parameters": model.count_params(),
        "output": [*model.output.shape[1:]],
        "layers": [describe_layer(layer) for layer in model.layers],
    }


def describe_layer(layer):
    inputs = layer._inbound_nodes[0].input_tensors
    return {
        "name": layer.name,
        "kind": type(layer).__name__,
        "config": layer.get_config(),
        "inputs": [tensor._keras_history.operation.name for tensor in inputs],
        "output": [*layer.output.shape[1:]],
        "weights": [
            {"name": weight.name, "shape": [*weight.shape], "trainable": weight.trainable}
            for weight in layer.weights
        ],
    }


networks = {}
for argument in sys.argv[1:]:
    application, size = argument.split(":")
    networks[argument] = describe(application, int(size))
json.dump(networks, sys.stdout, default=str)
