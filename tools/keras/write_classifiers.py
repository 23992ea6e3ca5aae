"""Writes what Keras Applications puts behind its networks with `include_top=True`, for tests that need no Keras:

    $(node tools/keras/setup.mjs) tools/keras/write_classifiers.py

- packages/backbones/src/networks/keras-classifiers.json, of each network the layers, without dropout, and the file with their weights
- packages/runner/src/parity/keras-classifier.json, what MobileNetV2 makes of weights and images by formula: probabilities
"""

import json
import os
import pathlib
import sys
from unittest import mock

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy
from keras.src.utils import file_utils

root = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(root / "tools/torch"))
from formula import mixed, numbers  # noqa: E402

packages = root / "packages"
names = (
    "VGG16 VGG19 ResNet50 ResNet101 ResNet152 ResNet50V2 ResNet101V2 ResNet152V2 InceptionV3 InceptionResNetV2 Xception "
    "DenseNet121 DenseNet169 DenseNet201 MobileNetV2 NASNetMobile NASNetLarge "
    "EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 EfficientNetB5 EfficientNetB6 EfficientNetB7 "
    "EfficientNetV2B0 EfficientNetV2B1 EfficientNetV2B2 EfficientNetV2B3 EfficientNetV2S EfficientNetV2M EfficientNetV2L"
).split()


def describe(name):
    keras.backend.clear_session()
    with (
        mock.patch.object(file_utils, "get_file") as get_file,
        mock.patch.object(keras.Model, "load_weights"),
        # Weights have shapes and no values, the drawing of which would take most of the time.
        keras.StatelessScope(initialize_variables=False),
    ):
        layers = getattr(keras.applications, name)(include_top=True).layers
    (file_name, url), options = get_file.call_args
    pools = [index for index, layer in enumerate(layers) if isinstance(layer, (keras.layers.Flatten, keras.layers.GlobalAveragePooling2D))]
    behind = [layer for layer in layers[pools[-1] :] if not isinstance(layer, keras.layers.Dropout)]
    return {
        "file": {"fileName": file_name, "url": url, "hash": options.get("file_hash")},
        "layers": [describe_layer(layer) for layer in behind],
    }


def describe_layer(layer):
    kind = type(layer).__name__
    return [kind, layer.name, [*layer.kernel.shape], layer.activation.__name__] if kind == "Dense" else [kind]


def value(path, shape, salt):
    """As `kerasWeight` in keras-classifier.integration.spec.ts. Logits come out a few units apart, so that no class has it all."""
    drawn = mixed(int(numpy.prod(shape)), salt)
    if path.endswith("moving_variance"):
        drawn = 0.5 + drawn
    elif path.endswith("gamma"):
        drawn = 0.75 + 0.5 * drawn
    elif len(shape) == 1:
        drawn = 0.2 * drawn - 0.1
    else:
        # What is summed up: all of a kernel but its filters; a depthwise one has a filter a channel.
        inputs = numpy.prod(shape[:2] if "depthwise" in path else shape[:-1])
        drawn = (3 / inputs) ** 0.5 * (2 * drawn - 1)
    if path == "predictions/kernel":
        drawn = 10 * drawn
    return drawn.astype("float32").reshape(shape)


def probabilities(size):
    keras.backend.clear_session()
    model = keras.applications.MobileNetV2(include_top=True, weights=None, input_shape=(size, size, 3))
    variables = {f"{layer.name}/{weight.name}": weight for layer in model.layers for weight in layer.weights}
    for salt, path in enumerate(sorted(variables)):
        variables[path].assign(value(path, tuple(variables[path].shape), salt))
    pixels = numpy.floor(256 * mixed(2 * size * size * 3, 1000)).reshape(2, size, size, 3).astype("float32")
    shown = keras.applications.mobilenet_v2.preprocess_input(pixels)
    return [numbers(row) for row in model(shown, training=False).numpy()]


if __name__ == "__main__":
    told = probabilities(64)
    print([max(row) for row in told], file=sys.stderr)
    first = [[row[index] for index in range(0, 1000, 20)] for row in told]
    best = [sorted(range(1000), key=lambda index: -row[index])[:5] for row in told]
    reference = {"size": 64, "every": 20, "probabilities": first, "best": best}
    (packages / "runner/src/parity/keras-classifier.json").write_text(json.dumps(reference) + "\n")
    networks = {name: describe(name) for name in names}
    path = packages / "backbones/src/networks/keras-classifiers.json"
    path.write_text(json.dumps(networks, indent=2) + "\n")
