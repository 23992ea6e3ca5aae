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
        "file": {"fileName": file_name, "url": url, "hash": options.get("file_hash")},
        "preprocessed": preprocess_input(numpy.array(PIXELS, "float32")).tolist(),
        "parameters": model.count_params(),
        "output": [*model.output.shape[1:]],
        "layers": [described for operation in model.operations for described in describe_operation(operation)],
    }


def describe_operation(operation):
    """One, or those inside of a Sequential in its place: what is outside takes the output of its last."""
    inputs = [ends.get(name, name) for name in names_of(operation._inbound_nodes[0].input_tensors)]
    if not isinstance(operation, keras.Sequential):
        return [describe_layer(operation, inputs)]
    ends[operation.name] = operation.layers[-1].name
    befores = [inputs, *([layer.name] for layer in operation.layers)]
    return [describe_layer(layer, before) for layer, before in zip(operation.layers, befores)]


def names_of(tensors):
    return [tensor._keras_history.operation.name for tensor in tensors]


def describe_layer(operation, inputs):
    kind, config = type(operation).__name__, {}
    if isinstance(operation, keras.layers.Layer):
        config = operation.get_config()
    else:
        # `x + 3.0` and `x * 0.5` are no layers in Keras, and Rescaling in Thaw.
        constants = [value for value in operation._inbound_nodes[0].arguments.args if isinstance(value, float)]
        if constants:
            kind = "Rescaling"
            by = {"Add": {"scale": 1, "offset": constants[0]}, "Multiply": {"scale": constants[0], "offset": 0}}
            config = by[type(operation).__name__]
    return {
        "name": operation.name,
        "kind": kind,
        "config": config,
        "inputs": inputs,
        "output": [*operation.output.shape[1:]],
        "weights": [
            {"name": name_of(operation, weight), "shape": [*weight.shape], "trainable": weight.trainable}
            for weight in getattr(operation, "weights", [])
        ],
    }


def name_of(layer, weight):
    """Keras gives that of LayerScale none but its attribute's."""
    return "gamma" if type(layer).__name__ == "LayerScale" else weight.name


ends = {}
networks = {}
for argument in sys.argv[1:]:
    application, size = argument.split(":")
    networks[argument] = describe(application, int(size))
json.dump(networks, sys.stdout, default=str)
