"""Writes how timm and torchvision, with PIL, show images to a network, for tests that need none of them:

    $(node tools/torch/setup.mjs) tools/torch/write-resizing.py FOLDER

FOLDER has china.jpg and flower.jpg of scikit-learn's wheel (`sklearn/datasets/images`).

- packages/execution/src/images/photos: small copies of these, cut, turned, in grey and with transparency; cases.json, what is made
  of them by `timm.data.create_transform` for an evaluation; references.png, what comes of each case, one below the other
- packages/core/src/resize/timm-sizes.json: to what size images are scaled before they are cropped or get bars
- packages/core/src/augment/operations/torchvision-crops.json: quantiles of what `RandomResizedCrop` draws
"""

import json
import pathlib
import sys

import numpy
import torch
from PIL import Image, ImageOps
from timm.data import create_transform
from torchvision.transforms import RandomResizedCrop

packages = pathlib.Path(__file__).parents[2] / "packages"
photos = packages / "execution/src/images/photos"
mean = (0.485, 0.456, 0.406)


def evaluation(side, mode, interpolation, crop_fraction=1):
    """What timm does to an image that it evaluates, without what makes numbers of it."""
    crop_mode = {"stretch": "squash", "crop": "center", "letterbox": "border"}[mode]
    return create_transform(
        (3, side, side),
        interpolation=interpolation,
        crop_pct=crop_fraction,
        crop_mode=crop_mode,
        mean=mean,
        normalize=False,
    )


def write_photos(folder):
    china, flower = (Image.open(folder / f"{name}.jpg") for name in ["china", "flower"])
    turned = Image.Exif()
    turned[0x0112] = 6
    china.resize((320, 213), Image.LANCZOS).save(photos / "wide.jpg", quality=85)
    flower.crop((150, 0, 421, 427)).resize((135, 213), Image.LANCZOS).save(photos / "turned.jpg", quality=85, exif=turned)
    china.crop((300, 60, 431, 251)).convert("L").save(photos / "tall-grey.jpg", quality=85)
    flower.resize((37, 25), Image.LANCZOS).save(photos / "small.png")
    veiled = flower.resize((90, 61), Image.LANCZOS)
    veiled.putalpha(Image.linear_gradient("L").resize(veiled.size))
    veiled.save(photos / "veiled.png")


def on_white(path):
    """As Thaw reads what PIL would read otherwise: turned upright, transparency on white."""
    image = ImageOps.exif_transpose(Image.open(path))
    if "A" not in image.getbands():
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")


def write_references(side=48):
    cases, pictures = [], []
    for path in sorted(photos.glob("*.jpg")) + [photos / "small.png", photos / "veiled.png"]:
        for resize in [
            {"mode": "stretch", "interpolation": "bicubic"},
            {"mode": "crop", "cropFraction": 0.9, "interpolation": "bicubic"},
            {"mode": "crop", "cropFraction": 0.875, "interpolation": "bilinear"},
            {"mode": "crop", "cropFraction": 1, "interpolation": "lanczos"},
            {"mode": "letterbox", "colour": [round(255 * each) for each in mean], "interpolation": "bicubic"},
        ]:
            transform = evaluation(side, resize["mode"], resize["interpolation"], resize.get("cropFraction", 1))
            pixels = transform(on_white(path)).permute(1, 2, 0).numpy()
            assert pixels.shape == (side, side, 3) and pixels.dtype == numpy.uint8
            cases.append({"file": path.name, "resize": resize})
            pictures.append(pixels)
    (photos / "cases.json").write_text(json.dumps({"side": side, "cases": cases}) + "\n")
    Image.fromarray(numpy.concatenate(pictures)).save(photos / "references.png", optimize=True)


def timm_sizes(count=120):
    """The first of the transforms scales the image, the second cuts it or gives it bars."""
    random = numpy.random.default_rng(1)
    rows = []
    for _ in range(count):
        width, height = (int(each) for each in random.integers(1, 700, 2))
        side = int(random.choice([32, 224, 299, 384]))
        fraction = float(random.choice([0.8, 0.875, 0.9, 0.95, 0.965, 1]))
        scale = lambda *how: evaluation(side, *how).transforms[0](Image.new("L", (width, height))).size
        if min(width, height) * 40 < max(width, height):
            continue
        rows.append([width, height, side, fraction, scale("crop", "bilinear", fraction), scale("letterbox", "bilinear")])
    return rows


def random_crops(smallest, draws=40_000, side=1_000_000):
    torch.manual_seed(1)
    # So large that it does not matter that crops begin and end with a pixel.
    picture = torch.zeros(1, 1, 1).expand(1, side, side)
    drawn = numpy.array(
        [RandomResizedCrop.get_params(picture, [smallest, 1], [3 / 4, 4 / 3]) for _ in range(draws)]
    )
    top, left, height, width = (drawn / side).T
    levels = numpy.linspace(0.05, 0.95, 19)
    values = {"area": width * height, "ratio": width / height, "left": left, "top": top, "width": width}
    return {"smallest": smallest} | {
        name: [round(float(each), 4) for each in numpy.quantile(value, levels)] for name, value in values.items()
    }


photos.mkdir(exist_ok=True)
write_photos(pathlib.Path(sys.argv[1]))
write_references()
(packages / "core/src/resize/timm-sizes.json").write_text(json.dumps(timm_sizes()) + "\n")
crops = packages / "core/src/augment/operations/torchvision-crops.json"
crops.write_text(json.dumps([random_crops(smallest) for smallest in [0.08, 0.35, 0.9]]) + "\n")
