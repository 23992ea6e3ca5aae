"""Rounds a model of ONNX to int8, and computes images by it and by what it was rounded from.

Reads from standard input, as JSON:

    model, rounded     paths of the model in float32 and of the rounded one
    calibration        where that is to be made by calibration: {"path", "shape"} of pixels
    images             {"path", "shape"} of the pixels to compute by both, or null
    probabilities      [path, path] of what each makes of them, float32

Pixels are bytes, [images, height, width, 3]. Prints the version of onnxruntime.
"""

import json
import sys

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

# Images that pass through the network at once.
BATCH = 16

onnxruntime.set_default_logger_severity(3)


def batches(pixels):
    images = np.memmap(pixels["path"], dtype=np.uint8, mode="r", shape=tuple(pixels["shape"]))
    for first in range(0, len(images), BATCH):
        yield {"images": np.ascontiguousarray(images[first : first + BATCH])}


class Calibration(CalibrationDataReader):
    def __init__(self, pixels):
        self.batches = batches(pixels)

    def get_next(self):
        return next(self.batches, None)


def quantize(model, rounded, calibration):
    """Layers with weights, a scale for each filter; what clips after one is in the range of its numbers, and goes."""
    quantize_static(
        model,
        rounded,
        Calibration(calibration),
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=["Conv", "MatMul", "Relu", "Clip"],
        per_channel=True,
        activation_type=QuantType.QInt8,
        weight_type=QuantType.QInt8,
        # Others hold all that all images come to in memory.
        calibrate_method=CalibrationMethod.MinMax,
        extra_options={"MatMulConstBOnly": True},
    )
    proto = onnx.load(rounded)
    # The quantiser's own notes.
    del proto.metadata_props[:]
    onnx.save(proto, rounded)


def compute(model, images, probabilities):
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    with open(probabilities, "wb") as file:
        for batch in batches(images):
            (rows,) = session.run(["probabilities"], batch)
            file.write(rows.astype("<f4").tobytes())


def main(model, rounded, calibration, images, probabilities):
    if calibration is not None:
        quantize(model, rounded, calibration)
    if images is not None:
        for path, found in zip([model, rounded], probabilities):
            compute(path, images, found)
    print(json.dumps({"onnxruntime": onnxruntime.__version__}))


main(**json.load(sys.stdin))
