"""Features of a folder of JPEGs: PyTorch's loader with a worker a core, the network in its channels-last order. Prints JSON."""

import json
import os
import time

import numpy as np
import torch
from PIL import Image
from workload import DEVICE, model, parser, precision

parser.add_argument("--images", required=True)
options = parser.parse_args()


class Photographs(torch.utils.data.Dataset):
    def __init__(self):
        self.files = sorted(os.path.join(options.images, name) for name in os.listdir(options.images))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        size = (options.size, options.size)
        with Image.open(self.files[index]) as image:
            return torch.from_numpy(np.asarray(image.convert("RGB").resize(size, Image.BILINEAR)))


start = time.perf_counter()
network = model()
loader = torch.utils.data.DataLoader(
    Photographs(), options.batch, num_workers=os.cpu_count(), pin_memory=DEVICE == "cuda"
)
rows = []
with torch.inference_mode(), precision():
    for batch in loader:
        rows.append(network(batch).float())
features = torch.cat(rows).cpu()
# Start and imports are counted for Thaw too, but not Python's: they are no part of the loop.
seconds = time.perf_counter() - start
print(json.dumps({"imagesPerSecond": len(features) / seconds}))
