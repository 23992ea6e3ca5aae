"""Writes models that turn channels and make maps larger, and what Keras computes with them: `python write-decoder-models.py`.

`decoder.keras` is of Keras 3; `decoder.h5` is the same of Keras 2, and needs `pip install --no-deps tf_keras==2.20.1` beside the environment of
`tools/keras`. `decoder.json` holds activations of Keras 3, for the image of `write-own-models.py`; Keras 2 has to agree with them.
"""

import json
import pathlib

import keras
import numpy as np
import tf_keras

names = ["conv", "nearest", "bilinear", "top"]


def decoder(library):
    """Channels turned and shifted by Keras itself, once more by a slice, and layers that few classifiers have."""
    layers = library.layers
    inputs = library.Input((40, 40, 3), name="pixels")
    x = library.applications.imagenet_utils.preprocess_input(inputs, mode="caffe")
    x = layers.Rescaling(1 / 64, name="rescaling")(x)
    turned = layers.Conv2D(4, 3, strides=2, name="turned")(-x[..., ::-1])
    straight = layers.Conv2D(8, 3, strides=2, name="straight")(x)
    x = layers.Concatenate(name="conv")([straight, turned])
    x = layers.LeakyReLU(0.2, name="leaky")(x)
    x = layers.Conv2D(6, 3, strides=2, groups=2, name="groups")(x)
    x = layers.UpSampling2D((2, 1), name="nearest")(x)
    x = layers.Conv2DTranspose(5, 3, strides=2, padding="same", activation="relu", name="same")(x)
    x = layers.UpSampling2D((1, 2), interpolation="bilinear", name="bilinear")(x)
    x = layers.Conv2DTranspose(4, (2, 3), strides=(3, 1), name="valid")(x)
    x = layers.Conv2D(4, 5, strides=4, name="top")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    model = library.Model(inputs, layers.Dense(4, name="classes")(x), name="decoder")
    generator = np.random.default_rng(11)
    for layer in sorted(model.layers, key=lambda each: each.name):
        layer.set_weights([generator.normal(0, 0.2, weight.shape) for weight in layer.get_weights()])
    return model


def activations(library, model):
    outputs = library.Model(model.inputs, [model.get_layer(name).output for name in names]).predict(image, verbose=0)
    return dict(zip(names, outputs))


rows, columns, channels = np.meshgrid(np.arange(40), np.arange(40), np.arange(3), indexing="ij")
image = ((37 * rows + 11 * columns + 101 * channels) % 256).astype("float32")[np.newaxis]
model = decoder(keras)
older = decoder(tf_keras)
found = activations(keras, model)
for name, values in activations(tf_keras, older).items():
    np.testing.assert_allclose(values, found[name], atol=1e-4)

folder = pathlib.Path(__file__).parent
model.save(folder / "decoder.keras")
older.save(folder / "decoder.h5")
values = {name: {"shape": value.shape[1:], "values": [round(float(each), 6) for each in value.ravel()[::31]]} for name, value in found.items()}
(folder / "decoder.json").write_text(json.dumps({"every": 31, "activations": values}) + "\n")
