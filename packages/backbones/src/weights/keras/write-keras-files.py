"""Saves networks of Keras Applications with random weights in the layouts that Keras writes, for the readers' tests.

    python write-keras-files.py FOLDER NETWORK-VARIANT...

For each network, `NETWORK.json` lists its weights as `[layer/weight, shape]` and `NETWORK.bin` holds them, float32,
one after the other. Variants are named in `write`.
"""

import json
import pathlib
import sys

import h5py
import keras
import numpy as np
from keras.src.legacy.saving import legacy_h5_format

# By their functions' names in lower case, as in Thaw.
applications = {name.lower(): value for name, value in vars(keras.applications).items() if callable(value)}
sizes = {"xception": 71, "inceptionv3": 75, "inceptionresnetv2": 75}


def build(network):
    size = sizes.get(network, 32)
    return applications[network](weights=None, include_top=False, input_shape=(size, size, 3))


def with_head(base, nested):
    """A classifier on top: the base as one layer of the model, or its layers as the model's own."""
    inputs = keras.Input(base.input_shape[1:]) if nested else base.input
    features = base(inputs) if nested else base.output
    features = keras.layers.GlobalAveragePooling2D()(features)
    return keras.Model(inputs, keras.layers.Dense(3)(features))


def layers_of(model):
    """Those of a Sequential in its place."""
    for layer in model.layers:
        yield from layers_of(layer) if isinstance(layer, keras.Sequential) else [layer]


def name_of(layer, weight):
    """Keras gives that of LayerScale none but its attribute's."""
    return "gamma" if type(layer).__name__ == "LayerScale" else weight.name


def write_expected(model, stem):
    weights = [
        (f"{layer.name}/{name_of(layer, weight)}", weight.numpy())
        for layer in layers_of(model)
        for weight in layer.weights
    ]
    pathlib.Path(f"{stem}.json").write_text(json.dumps([[name, value.shape] for name, value in weights]))
    with open(f"{stem}.bin", "wb") as file:
        for _, value in weights:
            file.write(value.astype("<f4").tobytes())


def write_legacy_weights(model, path):
    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)


def rename_as_keras_2(path):
    """Keras 2 called a depthwise kernel by another name, and TensorFlow 1 marked tensors with `:0`."""
    with h5py.File(path, "a") as file:
        for name in legacy_h5_format.load_attributes_from_hdf5_group(file, "layer_names"):
            group = file[name]
            renamed = []
            for old in group.attrs["weight_names"]:
                is_depthwise = "depthwise" in name and old.endswith("/kernel")
                new = old.replace("/kernel", "/depthwise_kernel") if is_depthwise else old
                group.move(old, new + ":0")
                renamed.append(new + ":0")
            group.attrs["weight_names"] = renamed


def forget_names(path):
    """Keras 3 before 3.10 wrote no names of layers."""
    with h5py.File(path, "a") as file:
        file.visititems(lambda _, item: item.attrs.pop("name", None) and None)


def write(variant, model, copy, path):
    match variant:
        case "legacy.h5":
            write_legacy_weights(model, path)
        case "keras2.h5":
            write_legacy_weights(model, path)
            rename_as_keras_2(path)
        case "nameless.weights.h5":
            with_head(copy, nested=True).save_weights(path)
            forget_names(path)
        case "alone.weights.h5":
            model.save_weights(path)
        case "nested.weights.h5":
            with_head(copy, nested=True).save_weights(path)
        case "alone.keras":
            model.save(path)
        case "flat.keras" | "flat.h5":
            with_head(copy, nested=False).save(path)
        case "nested.keras" | "nested.h5":
            with_head(copy, nested=True).save(path)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    files = [name.split("-") for name in sys.argv[2:]]
    random = np.random.default_rng(0)
    # No variance is negative, and none is in a trained network.
    draw = lambda w: abs(random.normal(size=w.shape)) if "variance" in w.name else random.normal(size=w.shape)
    for network in dict.fromkeys(network for network, _ in files):
        keras.backend.clear_session()
        model = build(network)
        model.set_weights([draw(w) for w in model.weights])
        write_expected(model, folder / network)
        # Built second in one session, a network is given other names where Keras makes them up.
        copy = build(network)
        copy.set_weights(model.get_weights())
        copy.trainable = False
        for owner, variant in files:
            if owner == network:
                write(variant, model, copy, folder / f"{network}-{variant}")
