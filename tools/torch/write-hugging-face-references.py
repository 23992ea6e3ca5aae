"""Writes what the library transformers makes of small networks, weights and images by formula, for tests that need no Python:

    pip install --no-deps --target FOLDER 'transformers==4.57.6' 'huggingface_hub<1' 'tokenizers<0.23' regex packaging pyyaml requests tqdm \\
        charset_normalizer urllib3 certifi idna setuptools
    PYTHONPATH=FOLDER $(node tools/torch/setup.mjs) tools/torch/write-hugging-face-references.py

- packages/runner/src/parity/hugging-face-references.json: of each network its tensors with their shapes, as transformers saves them, and a digest of its pooled
  features
"""

import json
import pathlib
import runpy
import sys

import torch
from transformers import (
    CLIPVisionConfig,
    CLIPVisionModel,
    ConvNextConfig,
    ConvNextForImageClassification,
    Dinov2Config,
    Dinov2ForImageClassification,
    Dinov2WithRegistersConfig,
    Dinov2WithRegistersModel,
    ResNetConfig,
    ResNetForImageClassification,
    SiglipVisionConfig,
    SiglipVisionModel,
    ViTConfig,
    ViTForImageClassification,
)

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from formula import digest  # noqa: E402

timm_references = runpy.run_path(str(pathlib.Path(__file__).parent / "write-timm-references.py"))
value, pixels, packages = (timm_references[name] for name in ["value", "pixels", "packages"])

tiny = dict(hidden_size=192, num_hidden_layers=12, num_attention_heads=3, intermediate_size=768)
convnext = dict(hidden_sizes=[16, 32, 64, 128], depths=[2, 1, 2, 2])
bottleneck = dict(embedding_size=64, hidden_sizes=[256, 512, 1024, 2048], depths=[1, 2, 1, 1])
first, pooled = lambda out: out.last_hidden_state[:, 0], lambda out: out.pooler_output.flatten(1)
# By the names in hugging-face.integration.spec.ts: the network, its images' size, and where its pooled features are.
cases = {
    "vit": (ViTForImageClassification, ViTConfig(**tiny, patch_size=16, image_size=64), 64, first),
    "dinov2_plain": (Dinov2ForImageClassification, Dinov2Config(**tiny, patch_size=14, image_size=56), 56, first),
    "dinov2": (
        Dinov2WithRegistersModel,
        Dinov2WithRegistersConfig(**tiny, patch_size=14, image_size=56, num_register_tokens=4),
        56,
        first,
    ),
    "dinov2_giant": (
        Dinov2ForImageClassification,
        Dinov2Config(**tiny, patch_size=14, image_size=56, use_swiglu_ffn=True),
        56,
        first,
    ),
    "clip": (CLIPVisionModel, CLIPVisionConfig(**tiny, patch_size=16, image_size=64), 64, pooled),
    # Its own GELU is the one by tanh, which timm has not.
    "siglip": (
        SiglipVisionModel,
        SiglipVisionConfig(**tiny, patch_size=16, image_size=64, hidden_act="gelu"),
        64,
        pooled,
    ),
    "convnext": (ConvNextForImageClassification, ConvNextConfig(**convnext), 64, pooled),
    "resnetv1.5": (ResNetForImageClassification, ResNetConfig(**bottleneck), 64, pooled),
}


def reference(kind, config, size, features):
    model = kind(config).eval()
    state = model.state_dict()
    shapes = {key: list(state[key].shape) for key in sorted(state) if state[key].dtype == torch.float32}
    model.load_state_dict(state | {key: value(key, shapes[key], salt) for salt, key in enumerate(shapes)})
    with torch.no_grad():
        found = features(model.base_model(pixel_values=pixels(2, size, 1000)))
    return {"tensors": shapes, "features": digest(found.numpy(), 8)}


references = {name: reference(*case) for name, case in cases.items()}
(packages / "runner/src/parity/hugging-face-references.json").write_text(json.dumps(references) + "\n")
