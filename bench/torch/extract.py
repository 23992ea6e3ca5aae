"""Inference of the network with global pooling."""

import torch
from workload import images, model, precision

from measurement import measure  # found through workload

network = model()
batch = images()


def step():
    with torch.inference_mode(), precision():
        return network(batch).float().cpu().numpy()


measure(step)
