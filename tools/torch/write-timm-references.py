"""Writes what timm says of vision transformers, for tests that need no PyTorch:

    $(node tools/torch/setup.mjs) tools/torch/write-timm-references.py [NETWORK THAT IS NEW]...

- packages/backbones/src/networks/timm-tensors.json, of each network a hash of the names and shapes of its tensors
- packages/runner/src/parity/timm-references.json, what four small transformers, weights and images by formula, come to: digests of
  features at three cuts and of the pooled ones at two sizes, of gradients, and the losses of twenty steps of AdamW
"""

import functools
import hashlib
import json
import pathlib
import re
import sys

import numpy
import timm
import torch
from timm.models.vision_transformer import VisionTransformer

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from formula import digest, mixed, numbers  # noqa: E402

packages = pathlib.Path(__file__).parents[2] / "packages"
classes, images, batch, steps = 4, 16, 4, 20


def tensor_hash(name):
    with torch.device("meta"):
        state = timm.create_model(name, num_classes=0).state_dict()
    lines = sorted(f"{key} {','.join(map(str, tensor.shape))}" for key, tensor in state.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


tiny = dict(embed_dim=192, depth=12, num_heads=3, num_classes=0, dynamic_img_size=True)
half = functools.partial(timm.layers.LayerNorm, eps=1e-5)
# By the names in transformers.fixture.ts.
cases = {
    "vit": dict(tiny, patch_size=16, img_size=224),
    "dinov2": dict(tiny, patch_size=14, img_size=56, reg_tokens=4, no_embed_class=True, init_values=1e-5),
    "clip": dict(tiny, patch_size=16, img_size=64, pre_norm=True, norm_layer=half, act_layer="quick_gelu"),
    "siglip": dict(tiny, patch_size=16, img_size=64, class_token=False, global_pool="map"),
}
sizes = {"vit": [224, 64], "dinov2": [56, 84], "clip": [64, 96], "siglip": [64, 96]}
trained = {"vit": 64, "dinov2": 56}


def value(name, shape, salt):
    """As `weightOf` in transformers.fixture.ts."""
    drawn = mixed(int(numpy.prod(shape)), salt)
    if len(shape) == 1 and name.endswith(".weight"):
        drawn = 0.75 + 0.5 * drawn
    elif len(shape) == 1:
        drawn = 0.2 * drawn - (0 if name.endswith("gamma") else 0.1)
    elif name.endswith(".weight"):
        drawn = (3 / numpy.prod(shape[1:])) ** 0.5 * (2 * drawn - 1)
    else:
        drawn = drawn - 0.5
    return torch.from_numpy(drawn.astype(numpy.float32)).reshape(shape)


def network(options):
    model = VisionTransformer(**options).eval()
    state = {key: tensor.shape for key, tensor in model.state_dict().items()}
    model.load_state_dict({key: value(key, state[key], salt) for salt, key in enumerate(sorted(state))})
    return model


def pixels(count, size, salt):
    drawn = numpy.floor(256 * mixed(count * size * size * 3, salt)).reshape(count, size, size, 3)
    return torch.from_numpy((drawn.transpose(0, 3, 1, 2) / 127.5 - 1).astype(numpy.float32))


def features(model, size):
    found = {}
    cuts = {"blocks.0.add2": model.blocks[0], "blocks.5.add2": model.blocks[5], "norm": model.norm}
    hooks = [
        module.register_forward_hook(lambda _m, _i, out, name=name: found.update({name: out}))
        for name, module in cuts.items()
    ]
    with torch.no_grad():
        found["head_pool"] = model(pixels(2, size, 1000))
    for hook in hooks:
        hook.remove()
    return {name: digest(tensor.numpy(), 8) for name, tensor in found.items()}


def training(model, size):
    head = torch.nn.Linear(192, classes)
    with torch.no_grad():
        head.weight.copy_(value("head.weight", head.weight.shape, 2000))
        head.bias.zero_()
    for name, parameter in model.named_parameters():
        parameter.requires_grad = re.match(r"blocks\.1[01]\.|norm\.", name) is not None
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
                if name.startswith("blocks.11.")
            }
        optimizer.step()
        losses.append(loss.item())
    return {"losses": numbers(losses), "gradients": gradients}


if __name__ == "__main__":
    path = packages / "backbones/src/networks/timm-tensors.json"
    names = sorted({*json.loads(path.read_text()), *sys.argv[1:]})
    path.write_text(json.dumps({name: tensor_hash(name) for name in names}, indent=2) + "\n")
    references = {}
    for name, options in cases.items():
        references[name] = {str(size): features(network(options), size) for size in sizes[name]}
        if name in trained:
            references[name]["training"] = training(network(options), trained[name])
    (packages / "runner/src/parity/timm-references.json").write_text(json.dumps(references) + "\n")
