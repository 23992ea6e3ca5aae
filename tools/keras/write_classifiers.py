"""Writes what Keras Applications puts behind its networks with `include_top=True`, for tests that need no Keras:

    $(node tools/keras/setup.mjs) tools/keras/write_classifiers.py

- packages/backbones/src/networks/keras-classifiers.json, of each network the layers, without dropout, and the file with their weights
- packages/runner/src/parity/keras-classifiers.json, what the MobileNets make of weights and images by formula: probabilities
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
classifiers = ("predictions/kernel", "conv_preds/kernel", "logits/kernel")
names = (
    "VGG16 VGG19 ResNet50 ResNet101 ResNet152 ResNet50V2 ResNet101V2 ResNet152V2 InceptionV3 InceptionResNetV2 Xception "
    "DenseNet121 DenseNet169 DenseNet201 MobileNet MobileNetV2 MobileNetV3Small MobileNetV3Large NASNetMobile NASNetLarge "
    "EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 EfficientNetB5 EfficientNetB6 EfficientNetB7 "
    "EfficientNetV2B0 EfficientNetV2B1 EfficientNetV2B2 EfficientNetV2B3 EfficientNetV2S EfficientNetV2M EfficientNetV2L "
    "ConvNeXtTiny ConvNeXtSmall ConvNeXtBase ConvNeXtLarge ConvNeXtXLarge"
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
    # VGG alone has none.
    pools = [index for index, layer in enumerate(layers) if isinstance(layer, keras.layers.GlobalAveragePooling2D)]
    start = pools[-1] if pools else len(layers) - 4
    behind = [layer for layer in layers[start:] if not isinstance(layer, keras.layers.Dropout)]
    return {
        "file": {"fileName": file_name, "url": url, "hash": options.get("file_hash")},
        "after": layers[start].input._keras_history.operation.name,
        "layers": [describe_layer(layer) for layer in behind],
    }


def describe_layer(layer):
    kind = type(layer).__name__
    if kind in ("Dense", "Conv2D"):
        return [kind, layer.name, [*layer.kernel.shape], layer.activation.__name__]
    if kind == "LayerNormalization":
        return [kind, layer.name, layer.epsilon]
    return [kind, layer.activation.__name__] if kind == "Activation" else [kind]


def value(path, shape, salt):
    """As `kerasWeight` in keras-classifiers.integration.spec.ts. Logits come out a few units apart, so that no class has it all."""
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
    if path in classifiers:
        drawn = 10 * drawn
    return drawn.astype("float32").reshape(shape)


def probabilities(name, size):
    keras.backend.clear_session()
    model = getattr(keras.applications, name)(include_top=True, weights=None, input_shape=(size, size, 3))
    variables = {f"{layer.name}/{weight.name}": weight for layer in model.layers for weight in layer.weights}
    for salt, path in enumerate(sorted(variables)):
        variables[path].assign(value(path, tuple(variables[path].shape), salt))
    pixels = numpy.floor(256 * mixed(2 * size * size * 3, 1000)).reshape(2, size, size, 3).astype("float32")
    preprocess = sys.modules[getattr(keras.applications, name).__module__].preprocess_input
    shown = preprocess(pixels)
    return [numbers(row) for row in model(shown, training=False).numpy()]


if __name__ == "__main__":
    computed = {}
    for name in ("MobileNet", "MobileNetV2", "MobileNetV3Small"):
        told = probabilities(name, 64)
        print(name, [max(row) for row in told], file=sys.stderr)
        first = [[row[index] for index in range(0, 1000, 20)] for row in told]
        best = [sorted(range(1000), key=lambda index: -row[index])[:5] for row in told]
        computed[name] = {"size": 64, "every": 20, "probabilities": first, "best": best}
    (packages / "runner/src/parity/keras-classifiers.json").write_text(json.dumps(computed) + "\n")
    networks = {name: describe(name) for name in names}
    path = packages / "backbones/src/networks/keras-classifiers.json"
    path.write_text(json.dumps(networks, indent=2) + "\n")
