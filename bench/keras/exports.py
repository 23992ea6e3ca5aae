"""What TensorFlow and Keras make of exports, and how long an image takes: a list of jobs on standard input, one of answers on standard output.

A job is {"kind": "savedmodel" | "keras", "model": PATH, "images": PATH of bytes, "shape": [...], "repeats": N}; the first call only warms up.
"""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf


def opened(kind, path):
    if kind == "savedmodel":
        signature = tf.saved_model.load(path).signatures["serving_default"]
        return lambda images: signature(images=tf.constant(images))["probabilities"].numpy()
    model = keras.models.load_model(path)
    call = tf.function(lambda images: model(images, training=False))
    return lambda images: call(tf.constant(images, tf.float32)).numpy()


def run(kind, model, images, shape, repeats):
    pixels = np.fromfile(images, dtype=np.uint8).reshape(shape)
    predict = opened(kind, model)
    probabilities = predict(pixels)
    seconds = float("inf")
    for _ in range(repeats):
        started = time.perf_counter()
        predict(pixels)
        seconds = min(seconds, (time.perf_counter() - started) / len(pixels))
    return {"probabilities": probabilities.tolist(), "seconds": seconds}


json.dump([run(**job) for job in json.load(sys.stdin)], sys.stdout)
