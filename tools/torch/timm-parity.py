"""Computes with timm what our networks are to compute, on the same weights and images by formula.

    python timm-parity.py

Takes folders, one a line, and answers each with a line when it is done. A folder holds `job.json`: the network's `name` here and the `tag` of
its weights, `sizes` of images and the `salt` they are drawn by, `cuts`, our layers' names with the modules that give what they give, `trained`, the tensors whose gradients are
asked for, and how many `classes` the linear head has. Writes `weights.safetensors` as timm would, and `results.json` with the arrays that it
refers to, raw and row-major: by size `outputs` and `gradients`, the first also with the pooled features and the latter with those of the head.
"""

import json
import os
import sys

import numpy
import timm
import torch
from safetensors.torch import save_file

from timm_networks import channels_last, drawn, drawn_pixels, normalised, timm_names, value


def write(folder, name, tensor):
    values = numpy.ascontiguousarray(tensor.detach().numpy(), "float32")
    values.tofile(os.path.join(folder, name))
    return {"file": name, "shape": values.shape, "dtype": "float32"}


def compute(folder, model, job, size, images):
    found = {}
    hooks = [
        model.get_submodule(module).register_forward_hook(lambda _m, _i, out, cut=cut: found.update({cut: out}))
        for cut, module in job["cuts"].items()
    ]
    pooled = found["head_pool"] = model(images)
    for hook in hooks:
        hook.remove()
    # A softmax of large logits has no gradient.
    scale = 2.0 ** -numpy.ceil(numpy.log2(pooled.detach().abs().max().item()))
    head = value("head.weight", [job["classes"], pooled.shape[1]], 2000) * scale
    loss = torch.nn.functional.cross_entropy(pooled @ head.T, torch.arange(len(images)) % job["classes"])
    parameters = {name: model.get_parameter(name) for name in job["trained"]}
    gradients = dict(zip(parameters, torch.autograd.grad(loss, parameters.values())))
    outputs = {cut: channels_last(tensor) for cut, tensor in found.items()}
    return {
        "outputs": {cut: write(folder, f"{size}.{cut}", tensor) for cut, tensor in outputs.items()},
        "gradients": {name: write(folder, f"{size}.{name}", tensor) for name, tensor in gradients.items()},
        "head": write(folder, f"{size}.head", head.T),
    }


def answer(folder):
    with open(os.path.join(folder, "job.json")) as file:
        job = json.load(file)
    name = timm_names.get(job["name"], job["name"])
    is_transformer = name.startswith(("vit_", "deit_"))
    model = drawn(timm.create_model(name, num_classes=0, **({"dynamic_img_size": True} if is_transformer else {})))
    for parameter_name, parameter in model.named_parameters():
        parameter.requires_grad = parameter_name in job["trained"]
    save_file(model.state_dict(), os.path.join(folder, "weights.safetensors"))
    trained_with = timm.models.get_pretrained_cfg(f"{name}.{job['tag']}")
    mean, std = (255 * numpy.array(values).reshape(3, 1, 1) for values in [trained_with.mean, trained_with.std])
    results = {}
    for size in job["sizes"]:
        images = normalised(drawn_pixels(2, size, job["salt"]), mean, std)
        results[size] = compute(folder, model, job, size, images)
    with open(os.path.join(folder, "results.json"), "w") as file:
        json.dump(results, file)


for line in sys.stdin:
    answer(line.strip())
    print("done", flush=True)
