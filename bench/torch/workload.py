"""What the scripts under bench/torch share: the same network of timm in channels-last order."""

import os
import sys

import numpy as np
import timm
import torch

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from measurement import options, parser  # noqa: F401 (parser: for scripts that are told more)

CLASSES = 10
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
# What a GPU multiplies in unless it is told otherwise, and kernels that are chosen by measuring, as TensorFlow does.
torch.set_float32_matmul_precision("high")
torch.backends.cudnn.allow_tf32 = True
torch.backends.cudnn.benchmark = True
# Each network's name in timm, and what the parameters of its last block are called.
NETWORKS = {
    "resnet50": ("resnet50", ("layer4.2.",)),
    "xception": ("legacy_xception", ("conv3.", "conv4.")),
    "vgg19": ("vgg19", ("features.28.", "features.30.", "features.32.", "features.34.")),
    "vit_small_patch16_224": ("vit_small_patch16_224", ("blocks.11.", "norm.")),
    "convnexttiny": ("convnext_tiny", ("stages.3.blocks.2.",)),
    "efficientnetv2s": ("tf_efficientnetv2_s", ("blocks.5.14.",)),
    "mobilenetv2": ("mobilenetv2_100", ("conv_head.",)),
}
NORMALIZATIONS = torch.nn.modules.batchnorm._BatchNorm


class Pooled(torch.nn.Module):
    """Images as bytes to pooled features, normalised inside as the other sides do."""

    def __init__(self):
        super().__init__()
        name, last_block = NETWORKS[options.backbone]
        self.network = timm.create_model(name, pretrained=False, num_classes=0)
        # What VGG has between its convolutions and its classifier.
        self.network.pre_logits = torch.nn.Identity()
        for parameter_name, parameter in self.network.named_parameters():
            parameter.requires_grad = options.trainable == "all" or parameter_name.startswith(last_block)
        for module in self.network.modules():
            if isinstance(module, NORMALIZATIONS):
                module.requires_grad_(False)

    def forward(self, images):
        x = images.to(DEVICE, non_blocking=True).permute(0, 3, 1, 2).float() / 127.5 - 1
        features = self.network.forward_features(x)
        # Tokens, the first of which is no part of the image; or a map.
        return features[:, 1:].mean(1) if features.ndim == 3 else features.mean((2, 3))


def model():
    """In inference mode, for BatchNormalization is frozen everywhere and dropout used nowhere."""
    network = Pooled().eval().to(DEVICE, memory_format=torch.channels_last)
    if options.mode == "compiled":
        network.compile()
    return network


def images():
    shape = (options.batch, options.size, options.size, 3)
    batch = torch.from_numpy(np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8))
    return batch.pin_memory() if DEVICE == "cuda" else batch


def precision():
    return torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=options.precision == "bfloat16")
