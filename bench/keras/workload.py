"""What the scripts under bench/keras share: the same network in Keras on the same TensorFlow, and the same measurement."""

import argparse
import json
import os
import resource
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--backbone", required=True)
parser.add_argument("--size", type=int, required=True)
parser.add_argument("--batch", type=int, required=True)
parser.add_argument("--trainable", default="all")
parser.add_argument("--precision", default="float32")
parser.add_argument("--seconds", type=float, default=10)
options = parser.parse_args()

if options.precision == "bfloat16":
    keras.mixed_precision.set_global_policy("mixed_bfloat16")

CLASSES = 10
# The module of each network, its constructor, and what its last block's layers are called.
NETWORKS = {
    "resnet50": ("resnet50", "ResNet50", "conv5_block3_"),
    "xception": ("xception", "Xception", "block14_"),
    "vgg19": ("vgg19", "VGG19", "block5_"),
    "mobilenetv2": ("mobilenet_v2", "MobileNetV2", "Conv_1"),
}


def images():
    """uint8, as they come from a decoder; all sides normalise them inside the measured step."""
    return np.random.default_rng(0).integers(0, 256, (options.batch, options.size, options.size, 3), dtype=np.uint8)


def model(with_head):
    module, constructor, last_block = NETWORKS[options.backbone]
    application = getattr(keras.applications, module)
    shape = (options.size, options.size, 3)
    base = getattr(application, constructor)(weights=None, include_top=False, input_shape=shape)
    for layer in base.layers:
        is_frozen = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = not is_frozen and (options.trainable == "all" or layer.name.startswith(last_block))
    inputs = keras.Input(shape, dtype="uint8")
    x = base(application.preprocess_input(keras.ops.cast(inputs, "float32")))
    x = keras.layers.GlobalAveragePooling2D()(x)
    if with_head:
        x = keras.layers.Dense(CLASSES, dtype="float32")(x)
    return keras.Model(inputs, x)


def measure(step):
    for _ in range(3):
        step()
    cpu = time.process_time()
    start = time.perf_counter()
    steps = 0
    while time.perf_counter() - start < options.seconds:
        step()
        steps += 1
    rate = steps * options.batch / (time.perf_counter() - start)
    cpu_ms = 1000 * (time.process_time() - cpu) / (steps * options.batch)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"imagesPerSecond": rate, "cpuMsPerImage": cpu_ms, "peakMiB": peak}))
