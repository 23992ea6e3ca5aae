"""What the scripts under bench/keras share: the same network in Keras on the same TensorFlow."""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from measurement import options

if options.precision == "bfloat16":
    keras.mixed_precision.set_global_policy("mixed_bfloat16")

CLASSES = 10
# The module of each network, its constructor, and what its last block's layers are called.
NETWORKS = {
    "resnet50": ("resnet50", "ResNet50", "conv5_block3_"),
    "xception": ("xception", "Xception", "block14_"),
    "vgg19": ("vgg19", "VGG19", "block5_"),
    "convnexttiny": ("convnext", "ConvNeXtTiny", "convnext_tiny_stage_3_block_2_"),
    "efficientnetv2s": ("efficientnet_v2", "EfficientNetV2S", "block6o_"),
    "mobilenetv2": ("mobilenet_v2", "MobileNetV2", "Conv_1"),
}


def images():
    """uint8, as they come from a decoder; all sides normalise them inside the measured step."""
    return np.random.default_rng(0).integers(0, 256, (options.batch, options.size, options.size, 3), dtype=np.uint8)


def model(with_head):
    module, constructor, last_block = NETWORKS[options.backbone]
    application = getattr(keras.applications, module)
    shape = (options.size, options.size, 3)
    base = getattr(application, constructor)(weights=None, include_top=False, input_shape=shape)
    for layer in base.layers:
        is_frozen = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = not is_frozen and (options.trainable == "all" or layer.name.startswith(last_block))
    inputs = keras.Input(shape, dtype="uint8")
    x = base(application.preprocess_input(keras.ops.cast(inputs, "float32")))
    x = keras.layers.GlobalAveragePooling2D()(x)
    if with_head:
        x = keras.layers.Dense(CLASSES, dtype="float32")(x)
    return keras.Model(inputs, x)
