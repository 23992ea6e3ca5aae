"""The whole job in Keras: a sweep over dropout and fine-tuning rate, each run an extraction and a fine-tuning.

    python job.py JOB.json guide|cached

`guide` is the recipe of Keras's guide "Transfer learning & fine-tuning" in a loop: the network frozen, in inference mode,
and a new head; fit; thaw, compile with a low rate, fit. No augmentation; its pipeline of tf.data with cache, batch and
prefetch. Two things differ: images are shuffled, as those of the guide's dataset already are on disk, and
BatchNormalization stays frozen when its block thaws, as it does in Thaw.

`cached` is what its author does who knows that frozen layers need not run in every epoch: the base's pooled features are
predicted once for all runs, heads are trained on these, and only fine-tuning runs the whole network.

Prints a JSON line when it is ready, one for each run, and one at the end.
"""

import csv
import json
import os
import resource
import sys
import time

start = time.perf_counter()
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

with open(sys.argv[1]) as file:
    job = json.load(file)
recipe = sys.argv[2]
SIZE = (job["imageSize"], job["imageSize"])
BATCH = job["batchSize"]

with open(job["manifest"]) as file:
    rows = list(csv.DictReader(file))
CLASSES = sorted({row["label"] for row in rows})


def dataset(split):
    chosen = [row for row in rows if row["split"] == split]
    paths = [row["path"] for row in chosen]
    labels = [CLASSES.index(row["label"]) for row in chosen]

    def load(path, label):
        image = tf.io.decode_png(tf.io.read_file(path), channels=3)
        return tf.image.resize(image, SIZE), label

    return tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).cache(), len(chosen)


train_images, train_count = dataset("train")
validation_images, _ = dataset("validation")
train = train_images.shuffle(train_count, seed=job["seed"]).batch(BATCH).prefetch(buffer_size=10)
validation = validation_images.batch(BATCH).prefetch(buffer_size=10)


def new_base():
    base = keras.applications.Xception(weights=job["weights"], input_shape=(*SIZE, 3), include_top=False)
    base.trainable = False
    return base


def new_head(dropout):
    return [keras.layers.Dropout(dropout), keras.layers.Dense(len(CLASSES))]


def whole(base, head):
    inputs = keras.Input((*SIZE, 3))
    x = keras.layers.Rescaling(scale=1 / 127.5, offset=-1)(inputs)
    x = base(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    for layer in head:
        x = layer(x)
    return keras.Model(inputs, x)


def compiled(model, rate):
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return model


def thaw(base):
    names = [layer.name for layer in base.layers]
    for layer in base.layers[names.index(job["thawFrom"]) :]:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)


def fine_tune(base, model, rate):
    thaw(base)
    return compiled(model, rate).fit(train, epochs=job["fineTuneEpochs"], validation_data=validation, verbose=0)


def run_guide(dropout, rate):
    base = new_base()
    model = compiled(whole(base, new_head(dropout)), job["extractRate"])
    model.fit(train, epochs=job["extractEpochs"], validation_data=validation, verbose=0)
    return fine_tune(base, model, rate)


def pooled_features():
    """Of training and validation images, with their labels."""
    model = whole(new_base(), [])
    return [
        (model.predict(images.batch(BATCH), verbose=0), np.array([label for _, label in images.as_numpy_iterator()]))
        for images in (train_images, validation_images)
    ]


def run_cached(dropout, rate):
    head = new_head(dropout)
    on_features = compiled(keras.Sequential([keras.Input(features[0][0].shape[1:]), *head]), job["extractRate"])
    on_features.fit(
        *features[0], batch_size=BATCH, epochs=job["extractEpochs"], validation_data=features[1], verbose=0
    )
    base = new_base()
    return fine_tune(base, whole(base, head), rate)


run = {"guide": run_guide, "cached": run_cached}[recipe]
features = pooled_features() if recipe == "cached" else None
print(json.dumps({"ready": time.perf_counter() - start}), flush=True)

for point in job["runs"]:
    run_start = time.perf_counter()
    keras.backend.clear_session()
    keras.utils.set_random_seed(job["seed"])
    history = run(point["dropout"], point["rate"]).history
    result = {"seconds": time.perf_counter() - run_start, "accuracy": history["val_sparse_categorical_accuracy"][-1]}
    print(json.dumps({**point, **result}), flush=True)
