"""Writes packages/backbones/src/classes/imagenet.ts: the 1,000 classes of ImageNet in their order, from the package of timm.

    $(node tools/torch/setup.mjs) tools/torch/write-imagenet-classes.py

Labels are WordNet's first words for a class, with underscores, as in the imagenet_class_index.json of Keras.
"""

from pathlib import Path

from timm.data import ImageNetInfo

info = ImageNetInfo("imagenet-1k")
entries = [
    f"{name} {info.label_name_to_description(name, detailed=False).split(', ')[0].replace(' ', '_')}"
    for name in info.label_names()
]
assert len(entries) == 1000

lines, line = [], ""
for entry in entries:
    if len(line) + 1 + len(entry) > 106:
        lines.append(line)
        line = ""
    line = f"{line},{entry}" if line else entry
lines.append(line)

target = Path(__file__).parents[2] / "packages/backbones/src/classes/imagenet.ts"
target.write_text(
    "// Written by tools/torch/write-imagenet-classes.py.\n\n"
    "/** The class that a network of ImageNet's 1,000 names by its place among its outputs: its id in WordNet, and its first word there. */\n"
    "const listed = `\n" + "\n".join(lines) + "\n`;\n\n"
    "export interface ImagenetClass {\n"
    "  /** `n01440764` */\n"
    "  readonly wordnet: string;\n"
    "  /** As Keras names it: `tench`, `great_white_shark`. */\n"
    "  readonly label: string;\n"
    "}\n\n"
    "/** In the order of the outputs. */\n"
    "export const imagenetClasses: readonly ImagenetClass[] = listed\n"
    "  .trim()\n"
    "  .split(/[,\\n]/)\n"
    "  .map((entry) => ({ wordnet: entry.slice(0, 9), label: entry.slice(10) }));\n"
)
