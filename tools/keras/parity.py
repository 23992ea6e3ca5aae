"""Computes in Keras what our engine is to compute, on the same weights and images.

    python parity.py

Takes folders, one a line, and answers each with a line when it is done. A folder holds `job.json` and the arrays it refers
to; each array is `{"file", "shape", "dtype"}`, raw and row-major. Writes `results.json` and its arrays beside them. `features`
asks for the outputs of layers and for gradients, `training` for the losses and weights of a schedule.
"""

import json
import os
import re
import sys
from unittest import mock

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy
import tensorflow
from keras.src.utils import file_utils


def read(array):
    return numpy.fromfile(os.path.join(folder, array["file"]), array["dtype"]).reshape(array["shape"])


def write(name, values):
    values = numpy.ascontiguousarray(values, "float32")
    values.tofile(os.path.join(folder, name))
    return {"file": name, "shape": values.shape, "dtype": "float32"}


def build(network):
    """A LayerGraph layer by layer; if a function of Keras Applications is named, only the head on top of its network."""
    # Generic names such as `conv2d_1` count from the start.
    keras.backend.clear_session()
    graph = network["graph"]
    outputs = {}
    if "application" in network:
        base = application(network["application"], graph["layers"][0]["config"]["shape"])
        image = base.input
        outputs = {end_of(operation).name: operation.output for operation in base.operations}
    for layer in graph["layers"]:
        of_application = "application" in network and not layer["name"].startswith("head_")
        if of_application or layer["name"] in outputs:
            continue
        config = {re.sub("[A-Z]", snake, key): value for key, value in layer["config"].items()}
        if layer["kind"] == "InputLayer":
            outputs[layer["name"]] = image = keras.Input(config["shape"], name=layer["name"])
            continue
        inputs = [outputs[name] for name in layer["inputs"]]
        call = getattr(keras.layers, layer["kind"])(name=layer["name"], **config)
        outputs[layer["name"]] = call(inputs if len(inputs) > 1 else inputs[0])
    return keras.Model(image, outputs[graph["output"]])


def application(name, shape):
    """As it is for its published weights, without these."""
    with mock.patch.object(file_utils, "get_file"), mock.patch.object(keras.Model, "load_weights"):
        return getattr(keras.applications, name)(include_top=False, input_shape=shape)


def end_of(operation):
    """What gives the output of a Sequential is its last layer."""
    return operation.layers[-1] if isinstance(operation, keras.Sequential) else operation


def layers_of(model):
    """Those of a Sequential in its place."""
    for layer in model.layers:
        yield from layers_of(layer) if isinstance(layer, keras.Sequential) else [layer]


def weights_of(model):
    """By `layer/weight`."""
    for layer in layers_of(model):
        for variable in layer.weights:
            # Keras gives that of LayerScale no name but its attribute's.
            name = "gamma" if type(layer).__name__ == "LayerScale" else variable.name
            yield f"{layer.name}/{name}", variable


def snake(capital):
    return "_" + capital.group().lower()


def set_weights(model, weights):
    for path, variable in weights_of(model):
        variable.assign(read(weights[path]).astype(variable.dtype))
    for layer in layers_of(model):
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()


def preprocess(network, images):
    """By Keras's own function where it has one."""
    images = images.astype("float32")
    if "application" in network:
        function = getattr(keras.applications, network["application"])
        return sys.modules[function.__module__].preprocess_input(images)
    assert network["preprocessing"]["channels"] == "RGB"
    return (images - network["preprocessing"]["mean"]) / network["preprocessing"]["std"]


def features(case):
    network = case["network"]
    model = build(network)
    set_weights(model, case["weights"])
    images = preprocess(network, read(case["images"]))
    named = {end_of(operation).name: operation.output for operation in model.operations}
    outputs = keras.Model(model.input, [named[name] for name in case["outputs"]])(images, training=False)

    trained = {
        path: variable
        for path, variable in weights_of(model)
        if path.split("/")[0] in case["trainable"] and variable.trainable
    }
    targets = keras.utils.to_categorical(read(case["labels"]), case["classes"])
    with tensorflow.GradientTape() as tape:
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)(targets, model(images, training=False))
    gradients = tape.gradient(loss, [variable.value for variable in trained.values()])
    return {
        "outputs": {name: write(f"output.{name}", output) for name, output in zip(case["outputs"], outputs)},
        "gradients": {
            path: write(f"gradient.{number}", gradient)
            for number, (path, gradient) in enumerate(zip(trained, gradients))
        },
    }


def training(case):
    """Phases in sequence on one model, each with a fresh optimizer, on batches in the order given."""
    network = case["network"]
    model = build(network)
    set_weights(model, case["weights"])
    images = preprocess(network, read(case["images"]))
    targets = keras.utils.to_categorical(read(case["labels"]), case["classes"])
    class_weights = dict(enumerate(case["classWeights"])) if "classWeights" in case else None
    phases = range(len(case["phases"]))
    return [phase(case, model, images, targets, class_weights, index) for index in phases]


def phase(case, model, images, targets, class_weights, index):
    settings = case["phases"][index]
    for layer in model.layers:
        frozen = settings["batchNorm"] == "frozen" and isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = layer.name in settings["trainable"] and not frozen
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=case["labelSmoothing"])
    names = {f"{layer.name}/{weight.name}": weight for layer in model.layers for weight in layer.weights}
    trained = {path: weight for path, weight in names.items() if weight.trainable}

    rows = settings["batches"][0]
    before = model.get_weights()
    with tensorflow.GradientTape() as tape:
        first = loss(targets[rows], model(images[rows], training=True))
    gradients = tape.gradient(first, [weight.value for weight in trained.values()])
    # That pass moved the statistics of BatchNormalization in training.
    model.set_weights(before)

    optimizer = getattr(keras.optimizers, settings["optimizer"]["class"])(**settings["optimizer"]["config"])
    model.compile(optimizer, loss, jit_compile=False)
    losses = []
    for rows in settings["batches"]:
        model.reset_metrics()
        logs = model.train_on_batch(images[rows], targets[rows], class_weight=class_weights, return_dict=True)
        losses.append(float(logs["loss"]))
    prefix = f"{case['name']}.{index}"
    return {
        "losses": losses,
        "gradients": {
            path: write(f"{prefix}.gradient.{number}", gradient)
            for number, (path, gradient) in enumerate(zip(trained, gradients))
        },
        "weights": {
            path: write(f"{prefix}.weight.{number}", weight.numpy())
            for number, (path, weight) in enumerate(names.items())
            if path.split("/")[0] in settings["trainable"]
        },
    }


for line in sys.stdin:
    folder = line.strip()
    with open(os.path.join(folder, "job.json")) as file:
        job = json.load(file)
    results = {
        "features": {case["name"]: features(case) for case in job["features"]},
        "training": {case["name"]: training(case) for case in job["training"]},
    }
    with open(os.path.join(folder, "results.json"), "w") as file:
        json.dump(results, file)
    print(folder, flush=True)
