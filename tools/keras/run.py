"""Opens models in Keras, in safe mode, and says what they make of images: a job a line of standard input, an answer a line of output."""

import json
import os
import sys
import time
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np

for line in sys.stdin:
    job = json.loads(line)
    images = np.fromfile(job["images"], dtype=np.uint8).reshape(job["shape"])
    model = keras.models.load_model(job["model"], safe_mode=True)
    started = time.monotonic()
    probabilities = np.array(model(images))
    seconds = time.monotonic() - started
    with zipfile.ZipFile(job["model"]) as archive:
        metadata = json.loads(archive.read("metadata.json"))
    answer = {"probabilities": probabilities.tolist(), "metadata": metadata, "seconds": seconds / len(images)}
    print(json.dumps(answer), flush=True)
