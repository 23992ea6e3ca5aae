"""`train_on_batch` with what `--trainable` thaws, BatchNormalization frozen."""

import keras
import numpy as np
from workload import CLASSES, images, model

from measurement import measure, options  # found through workload

network = model(with_head=True)
network.compile(
    optimizer=keras.optimizers.Adam(1e-5),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
batch = images()
labels = np.arange(options.batch) % CLASSES
measure(lambda: network.train_on_batch(batch, labels))
