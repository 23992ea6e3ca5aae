"""Writes what PyTorch and torchvision say, for tests that need neither:

    $(node tools/torch/setup.mjs) tools/torch/write-references.py

- packages/backbones/src/weights/pytorch/torch-2.15.pth and torch-2.15-legacy.pth, a state dict with views and types of all
  kinds, and packages/backbones/src/weights/safetensors/torch-2.15.safetensors, the same by the package safetensors
- packages/backbones/src/networks/torchvision-vgg.json, the names and shapes of VGG16's and VGG19's tensors
- packages/runner/src/parity/torchvision-vgg16.json, VGG16's features of an image, both by formula
"""

import json
import pathlib
import sys
from collections import OrderedDict

import numpy
import torch
import torchvision
from safetensors.torch import save_file

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from formula import mixed  # noqa: E402

packages = pathlib.Path(__file__).parents[2] / "packages"


def small_tensors():
    base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4) / 8
    return OrderedDict(
        contiguous=base,
        transposed=base.transpose(0, 2),
        sliced=base[1, :, 1::2],
        channels_last=base.reshape(1, 2, 3, 4).contiguous(memory_format=torch.channels_last),
        double=torch.tensor([1 / 3, -2.5], dtype=torch.float64),
        half=torch.tensor([1.5, -0.25, 65504, 6e-8]).half(),
        brain=torch.tensor([1.5, -(2.0**100), 3.14]).bfloat16(),
        num_batches_tracked=torch.tensor(7),
    )


def vgg_tensors():
    return {
        name: {
            key: list(tensor.shape)
            for key, tensor in getattr(torchvision.models, name)(weights=None).state_dict().items()
        }
        for name in ["vgg16", "vgg19"]
    }


def vgg16_features(size=32):
    model = torchvision.models.vgg16(weights=None).features.eval()
    for salt, tensor in enumerate(model.state_dict().values()):
        fan_in = tensor[0].numel()
        scale = (6 / fan_in) ** 0.5 if tensor.dim() == 4 else 0.1
        numbers = scale * (2 * mixed(tensor.numel(), salt) - 1)
        tensor.copy_(torch.from_numpy(numbers.astype(numpy.float32)).reshape(tensor.shape))
    pixels = numpy.floor(256 * mixed(size * size * 3, 1000)).reshape(size, size, 3)
    image = torch.from_numpy(pixels.transpose(2, 0, 1).astype(numpy.float32))[None]
    images = torchvision.transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])(image / 255)
    with torch.no_grad():
        features = model(images)
    return [float(f"{number:.6g}") for number in features.flatten().tolist()]


def write_json(path, value):
    path.write_text(json.dumps(value) + "\n")


if __name__ == "__main__":
    weights = packages / "backbones/src/weights"
    tensors = small_tensors()
    torch.save(tensors, weights / "pytorch/torch-2.15.pth")
    torch.save(tensors, weights / "pytorch/torch-2.15-legacy.pth", _use_new_zipfile_serialization=False)
    save_file(
        {name: tensor.contiguous() for name, tensor in tensors.items()},
        weights / "safetensors/torch-2.15.safetensors",
        metadata={"format": "pt"},
    )
    write_json(packages / "backbones/src/networks/torchvision-vgg.json", vgg_tensors())
    write_json(packages / "runner/src/parity/torchvision-vgg16.json", vgg16_features())
