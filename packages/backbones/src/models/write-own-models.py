"""Writes the models that the tests read, and what Keras computes with them: `python write-own-models.py`, in this folder.

`own-model.keras` is functional, with preprocessing and a model inside, and layers of the same name in both; `own-model.h5` is the
same in the layout of Keras 2. `own-model.json` holds the activations at three layers for one image whose pixel at row r,
column c, channel k is (37r + 11c + 101k) mod 256.
"""

import json
import pathlib

import keras
import numpy as np

keras.utils.set_random_seed(7)
layers = keras.layers


def encoder(channels):
    """A model of its own, nested in the other: residual, with a separable convolution."""
    inputs = keras.Input((None, None, channels), name="maps")
    x = layers.Conv2D(12, 3, padding="same", use_bias=False, name="conv")(inputs)
    x = layers.BatchNormalization(name="conv_bn")(x)
    shortcut = layers.Activation("relu", name="conv_relu")(x)
    x = layers.SeparableConv2D(12, 3, padding="same", activation="swish", name="separable")(shortcut)
    x = layers.Add(name="residual")([x, shortcut])
    return keras.Model(inputs, layers.DepthwiseConv2D(3, strides=2, name="depthwise")(x), name="encoder")


inputs = keras.Input((40, 40, 3), name="pixels")
x = layers.RandomFlip("horizontal", name="flip")(inputs)
x = layers.Rescaling(1 / 127.5, offset=-1, name="rescaling")(x)
x = layers.Conv2D(8, 3, strides=2, name="conv")(x)
x = layers.ReLU(max_value=6, name="conv_relu")(x)
x = encoder(8)(x)
x = layers.Conv2D(16, 1, activation="gelu", name="top")(x)
x = layers.Dropout(0.2, name="top_dropout")(x)
x = layers.GlobalAveragePooling2D(name="pool")(x)
model = keras.Model(inputs, layers.Dense(4, activation="softmax", name="classes")(x), name="own")

generator = np.random.default_rng(11)
for weight in model.weights:
    if weight.name in ("moving_mean", "bias", "beta"):
        weight.assign(generator.normal(0, 0.2, weight.shape))
    if weight.name in ("moving_variance", "gamma"):
        weight.assign(generator.uniform(0.5, 1.5, weight.shape))

rows, columns, channels = np.meshgrid(np.arange(40), np.arange(40), np.arange(3), indexing="ij")
image = ((37 * rows + 11 * columns + 101 * channels) % 256).astype("float32")[np.newaxis]
inner = model.get_layer("encoder")
entrance = keras.Model(inputs, model.get_layer("conv_relu").output).predict(image, verbose=0)
outputs = {
    "conv_relu": entrance,
    "residual": keras.Model(inner.input, inner.get_layer("residual").output).predict(entrance, verbose=0),
    "top": keras.Model(inputs, model.get_layer("top").output).predict(image, verbose=0),
}
folder = pathlib.Path(__file__).parent
model.save(folder / "own-model.keras")
model.save(folder / "own-model.h5")
activations = {
    name: {"shape": value.shape[1:], "values": [round(float(each), 6) for each in value.ravel()[::7]]}
    for name, value in outputs.items()
}
(folder / "own-model.json").write_text(json.dumps({"every": 7, "activations": activations}) + "\n")
