"""Writes what timm says of its networks, for tests that need no PyTorch:

    $(node tools/torch/setup.mjs) tools/torch/write-timm-references.py [NETWORK THAT IS NEW]...

- packages/backbones/src/networks/timm-tensors.json, of each network a hash of the names and shapes of its tensors
- packages/runner/src/parity/timm-references.json, what small networks, one of each kind, weights and images by formula, come to: digests of
  features at three cuts and of the pooled ones at two sizes, of gradients, and the losses of twenty steps of AdamW
"""

import functools
import hashlib
import json
import pathlib
import re
import sys

import timm
import torch
from timm.models.convnext import ConvNeXt
from timm.models.resnet import BasicBlock, Bottleneck, ResNet
from timm.models.vision_transformer import VisionTransformer

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from formula import digest, numbers  # noqa: E402
from timm_networks import channels_last, drawn, drawn_pixels, normalised, timm_names, value  # noqa: E402

packages = pathlib.Path(__file__).parents[2] / "packages"
classes, images, batch, steps = 4, 16, 4, 20


def tensor_hash(name):
    with torch.device("meta"):
        model = timm.create_model(timm_names.get(name, name), num_classes=0)
    state = {key: tensor for key, tensor in model.state_dict().items() if tensor.dim() > 0}
    lines = sorted(f"{key} {','.join(map(str, tensor.shape))}" for key, tensor in state.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


tiny = dict(embed_dim=192, depth=12, num_heads=3, num_classes=0, dynamic_img_size=True)
gated = dict(mlp_layer=timm.layers.SwiGLUPacked, mlp_ratio=16 / 3, act_layer=torch.nn.SiLU)
half = functools.partial(timm.layers.LayerNorm, eps=1e-5)
small = dict(depths=(2, 1, 2, 2), dims=(16, 32, 64, 128), num_classes=0)
# By the names in timm-networks.fixture.ts.
cases = {
    "vit": (VisionTransformer, dict(tiny, patch_size=16, img_size=224)),
    "dinov2": (
        VisionTransformer,
        dict(tiny, patch_size=14, img_size=56, reg_tokens=4, no_embed_class=True, init_values=1e-5),
    ),
    "dinov2_giant": (VisionTransformer, dict(tiny, patch_size=14, img_size=56, init_values=1e-5, **gated)),
    "clip": (
        VisionTransformer,
        dict(tiny, patch_size=16, img_size=64, pre_norm=True, norm_layer=half, act_layer="quick_gelu"),
    ),
    "siglip": (VisionTransformer, dict(tiny, patch_size=16, img_size=64, class_token=False, global_pool="map")),
    "convnext": (ConvNeXt, small),
    "convnext_conv": (ConvNeXt, dict(small, conv_mlp=True)),
    "resnet": (ResNet, dict(block=BasicBlock, layers=[2, 1, 1, 1], num_classes=0)),
    "resnetv1.5": (ResNet, dict(block=Bottleneck, layers=[1, 2, 1, 1], num_classes=0)),
    "resnext": (ResNet, dict(block=Bottleneck, layers=[1, 1, 1, 1], num_classes=0, cardinality=32, base_width=4)),
}
sizes = {"vit": [224, 64], "dinov2": [56, 84], "dinov2_giant": [56, 84]}
# The size, what is trained, and the last block.
last_two = r"blocks\.1[01]\.|norm\."
# Without normalisations, which are frozen here.
kernels = r"layer[34]\.0\.(conv|downsample\.0)"
trained = {
    "vit": (64, last_two, "blocks.11."),
    "dinov2": (56, last_two, "blocks.11."),
    "convnext": (64, r"stages\.3\.blocks\.|head\.", "stages.3.blocks.1."),
    "resnet": (64, kernels, "layer4.0."),
    "resnetv1.5": (64, kernels, "layer4.0."),
}
# Modules by the names of the layers here that give what they give.
in_transformers = {"blocks.0.add2": "blocks.0", "blocks.5.add2": "blocks.5", "norm": "norm"}
in_convnexts = {
    "stages.0.blocks.0.add": "stages.0.blocks.0",
    "stages.2.downsample.1": "stages.2.downsample",
    "stages.3.blocks.1.add": "stages.3.blocks.1",
}
in_resnets = {
    BasicBlock: {name: name for name in ["maxpool", "layer2.0.act2", "layer4.0.act2"]},
    Bottleneck: {name: name for name in ["maxpool", "layer2.0.act3", "layer4.0.act3"]},
}


def cuts(name):
    kind, options = cases[name]
    if kind is ResNet:
        return in_resnets[options["block"]]
    return in_convnexts if kind is ConvNeXt else in_transformers


def network(name):
    kind, options = cases[name]
    return drawn(kind(**options))


def pixels(count, size, salt):
    return normalised(drawn_pixels(count, size, salt), 127.5, 127.5)


def features(name, size):
    model, found = network(name), {}
    hooks = [
        model.get_submodule(module).register_forward_hook(lambda _m, _i, out, cut=cut: found.update({cut: out}))
        for cut, module in cuts(name).items()
    ]
    with torch.no_grad():
        found["head_pool"] = model(pixels(2, size, 1000))
    for hook in hooks:
        hook.remove()
    return {cut: digest(channels_last(tensor).numpy(), 8) for cut, tensor in found.items()}


def training(name):
    size, those, last_block = trained[name]
    model = network(name)
    head = torch.nn.Linear(model.num_features, classes)
    with torch.no_grad():
        head.weight.copy_(value("head.weight", head.weight.shape, 2000))
        head.bias.zero_()
    for name, parameter in model.named_parameters():
        parameter.requires_grad = re.match(those, name) is not None
    parameters = [*filter(lambda p: p.requires_grad, model.parameters()), *head.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=1e-4, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1)
    shown, labels = pixels(images, size, 3000), torch.arange(images) % classes
    losses, gradients = [], {}
    for step in range(steps):
        rows = [(step * 5 + row * 7) % images for row in range(batch)]
        loss = torch.nn.functional.cross_entropy(head(model(shown[rows])), labels[rows])
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            gradients = {
                name: digest(parameter.grad.numpy(), 32)
                for name, parameter in model.named_parameters()
                if name.startswith(last_block) and parameter.requires_grad
            }
        optimizer.step()
        losses.append(loss.item())
    return {"losses": numbers(losses), "gradients": gradients}


if __name__ == "__main__":
    path = packages / "backbones/src/networks/timm-tensors.json"
    names = sorted({*json.loads(path.read_text()), *sys.argv[1:]})
    path.write_text(json.dumps({name: tensor_hash(name) for name in names}, indent=2) + "\n")
    references = {}
    for name in cases:
        references[name] = {str(size): features(name, size) for size in sizes.get(name, [64, 96])}
        if name in trained:
            references[name]["training"] = training(name)
    (packages / "runner/src/parity/timm-references.json").write_text(json.dumps(references) + "\n")
