"""Networks of timm with weights and images by formula, for write-timm-references.py and timm-parity.py."""

import numpy
import torch

from formula import mixed

# Networks that go by another name here.
timm_names = {f"resnet{depth}v1.5": f"resnet{depth}" for depth in [50, 101, 152]}


def value(name, shape, salt):
    """As `weightOf` in timm-networks.fixture.ts."""
    drawn = mixed(int(numpy.prod(shape)), salt)
    if name.endswith("running_var"):
        drawn = 0.5 + drawn
    elif len(shape) == 1 and name.endswith(".weight"):
        drawn = 0.75 + 0.5 * drawn
    elif len(shape) == 1:
        drawn = 0.2 * drawn - (0 if name.endswith("gamma") else 0.1)
    elif name.endswith(".weight"):
        drawn = (3 / numpy.prod(shape[1:])) ** 0.5 * (2 * drawn - 1)
    else:
        drawn = drawn - 0.5
    return torch.from_numpy(drawn.astype(numpy.float32)).reshape(shape)


def drawn(model):
    """The same network with weights by formula, as it predicts."""
    state = {key: tensor.shape for key, tensor in model.state_dict().items() if tensor.dim() > 0}
    weights = {key: value(key, state[key], salt) for salt, key in enumerate(sorted(state))}
    counters = {key: tensor for key, tensor in model.state_dict().items() if tensor.dim() == 0}
    model.load_state_dict(weights | counters)
    return model.eval()


def drawn_pixels(count, size, salt):
    """Bytes, in NCHW."""
    return numpy.floor(256 * mixed(count * size * size * 3, salt)).reshape(count, size, size, 3).transpose(0, 3, 1, 2)


def normalised(pixels, mean, std):
    return torch.from_numpy(((pixels - mean) / std).astype(numpy.float32))


def channels_last(tensor):
    return tensor.permute(0, 2, 3, 1) if tensor.dim() == 4 else tensor
