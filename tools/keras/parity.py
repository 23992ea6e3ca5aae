"""Computes in Keras what our engine is to compute, on the same weights and images.

    python parity.py FOLDER

FOLDER holds `job.json` and the arrays it refers to; each array is `{"file", "shape", "dtype"}`, raw and row-major. Writes
`results.json` and its arrays beside them. `features` asks for the outputs of all layers, `training` for the losses and
weights of a schedule.
"""

import json
import os
import re
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy
import tensorflow

folder = sys.argv[1]


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
        function = getattr(keras.applications, network["application"])
        base = function(include_top=False, weights=None, input_shape=graph["layers"][0]["config"]["shape"])
        image = base.input
        outputs = {layer.name: layer.output for layer in base.layers}
        outputs[graph["layers"][0]["name"]] = image
    for layer in graph["layers"]:
        if layer["name"] in outputs:
            continue
        assert "application" not in network or layer["name"].startswith("head_"), layer["name"]
        config = {re.sub("[A-Z]", snake, key): value for key, value in layer["config"].items()}
        if layer["kind"] == "InputLayer":
            outputs[layer["name"]] = image = keras.Input(config["shape"], name=layer["name"])
            continue
        inputs = [outputs[name] for name in layer["inputs"]]
        call = getattr(keras.layers, layer["kind"])(name=layer["name"], **config)
        outputs[layer["name"]] = call(inputs if len(inputs) > 1 else inputs[0])
    return keras.Model(image, outputs[graph["output"]])


def snake(capital):
    return "_" + capital.group().lower()


def set_weights(model, weights):
    for layer in model.layers:
        for variable in layer.weights:
            variable.assign(read(weights[f"{layer.name}/{variable.name}"]))


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
    layers = model.layers[1:]
    images = preprocess(network, read(case["images"]))
    outputs = keras.Model(model.input, [layer.output for layer in layers])(images, training=False)
    return {layer.name: write(f"{case['name']}.{layer.name}", output) for layer, output in zip(layers, outputs)}


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


with open(os.path.join(folder, "job.json")) as file:
    job = json.load(file)
results = {
    "features": {case["name"]: features(case) for case in job["features"]},
    "training": {case["name"]: training(case) for case in job["training"]},
}
with open(os.path.join(folder, "results.json"), "w") as file:
    json.dump(results, file)
