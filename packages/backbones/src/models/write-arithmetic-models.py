"""Writes models that calculate with signs, as tutorials do, and what Keras computes with them: `python write-arithmetic-models.py`.

`arithmetic.keras` is of Keras 3, whose signs between tensors are operations; `arithmetic.h5` is the same of Keras 2, where they
are functions of TensorFlow, and needs `pip install --no-deps tf_keras==2.20.1` beside the environment of `tools/keras`.
`arithmetic.json` holds activations of Keras 3, for the image of `write-own-models.py`; Keras 2 has to agree with them.
"""

import json
import pathlib

import keras
import numpy as np
import tensorflow as tf
import tf_keras


def arithmetic(library, relu, sigmoid):
    """Normalised by numbers and by lists of them, a model inside, a residual, a gate, and numbers on the left."""
    layers = library.layers
    inputs = library.Input((40, 40, 3), name="pixels")
    x = library.Sequential([layers.RandomFlip("horizontal", name="flip")], name="augmentation")(inputs)
    x = x / 127.5 - 1
    x = (x - np.array([0.1, 0.2, -0.3], "float32")) / np.array([0.5, 0.25, 2.0], "float32")
    x = shortcut = layers.Conv2D(8, 3, strides=2, name="conv")(x)
    maps = library.Input((19, 19, 8), name="maps")
    residual = library.Model(maps, relu(layers.Conv2D(8, 3, padding="same", name="residual")(maps)), name="inner")
    x = layers.Activation("linear", name="sum")(residual(x) + shortcut)
    x = x * sigmoid(x)
    x = layers.Conv2D(8, 1, name="top")(0.5 + 2.0 * (1.0 - x))
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    model = library.Model(inputs, layers.Dense(4, name="classes")(x), name="arithmetic")
    generator = np.random.default_rng(11)
    model.set_weights([generator.normal(0, 0.2, weight.shape) for weight in model.get_weights()])
    return model


def activations(library, model):
    names = ["conv", "sum", "top"]
    outputs = library.Model(model.inputs, [model.get_layer(name).output for name in names]).predict(image, verbose=0)
    return dict(zip(names, outputs))


rows, columns, channels = np.meshgrid(np.arange(40), np.arange(40), np.arange(3), indexing="ij")
image = ((37 * rows + 11 * columns + 101 * channels) % 256).astype("float32")[np.newaxis]
model = arithmetic(keras, keras.ops.relu, keras.ops.sigmoid)
older = arithmetic(tf_keras, tf.nn.relu, tf.sigmoid)
found = activations(keras, model)
for name, values in activations(tf_keras, older).items():
    np.testing.assert_allclose(values, found[name], atol=1e-4)

folder = pathlib.Path(__file__).parent
model.save(folder / "arithmetic.keras")
older.save(folder / "arithmetic.h5")
values = {name: {"shape": value.shape[1:], "values": [round(float(each), 6) for each in value.ravel()[::31]]} for name, value in found.items()}
(folder / "arithmetic.json").write_text(json.dumps({"every": 31, "activations": values}) + "\n")
