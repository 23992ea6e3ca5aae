import { own, type ConfigOf, type Layer, type LayerKindName, type Shape } from '@thaw/core';
import type { KerasConfig } from './keras-config.js';
import { kerasOperations, type OperationKind } from './keras-operations.js';

/** What a layer of Keras is here. */
export type LayerMeaning = Pick<Layer, 'kind' | 'config'>;

type FromKeras<Kind extends LayerKindName> = (keras: KerasConfig) => ConfigOf<Kind>;

const oneByOne = [1, [1, 1]];
const windowOf = (keras: KerasConfig) => ({
  strides: keras.pair('strides'),
  padding: keras.read<'valid' | 'same'>('padding'),
});
const convolutionOf = (keras: KerasConfig) => ({
  kernelSize: keras.image().only({ dilation_rate: oneByOne }).pair('kernel_size'),
  ...windowOf(keras),
  useBias: keras.read<boolean>('use_bias'),
  activation: keras.activation(),
});
const poolingOf = (keras: KerasConfig) => {
  const poolSize = keras.image().pair('pool_size');
  return {
    ...windowOf(keras),
    poolSize,
    strides: keras.maybe('strides') === undefined ? poolSize : keras.pair('strides'),
  };
};
const globalPoolingOf = (keras: KerasConfig) =>
  keras.image().maybe<boolean>('keepdims') ? { keepdims: true } : {};

/** To so many one number is spread; a file may say any number of channels. */
const mostSpreadChannels = 2 ** 16;

/**
 * Each kind of layer from what Keras writes of the class of that name: a config, in our words. `undefined`: Keras has no such layer.
 * The compiler demands an entry for every kind, here or among the operations.
 */
const kinds: {
  readonly [Kind in Exclude<LayerKindName, 'InputLayer' | OperationKind>]: FromKeras<Kind> | undefined;
} = {
  Conv2D(keras) {
    const groups = keras.maybe<number>('groups') ?? 1;
    return {
      filters: keras.read('filters'),
      ...convolutionOf(keras),
      ...(groups !== 1 && { groups }),
    };
  },
  DepthwiseConv2D: (keras) => convolutionOf(keras.only({ depth_multiplier: [1], groups: [1] })),
  SeparableConv2D: (keras) => ({
    filters: keras.only({ depth_multiplier: [1], groups: [1] }).read('filters'),
    ...convolutionOf(keras),
  }),
  Conv2DTranspose: (keras) => ({
    filters: keras.only({ output_padding: [null], groups: [1] }).read('filters'),
    ...convolutionOf(keras),
  }),
  BatchNormalization: (keras) => ({
    epsilon: keras
      .lastAxis()
      .only({ renorm: [false] })
      .idle('renorm_clipping', 'renorm_momentum')
      .read('epsilon'),
    momentum: keras.read('momentum'),
    ...(keras.maybe('scale') === false && { scale: false }),
    ...(keras.maybe('center') === false && { center: false }),
  }),
  LayerNormalization: (keras) => ({
    epsilon: keras
      .lastAxis()
      .only({ center: [true], scale: [true], rms_scaling: [false] })
      .read('epsilon'),
  }),
  LayerScale(keras) {
    // How many factors it has follows from its input.
    return { initValues: keras.idle('projection_dim').read('init_values') };
  },
  Rescaling: (keras) => ({ scale: keras.read('scale'), offset: keras.maybe('offset') ?? 0 }),
  Normalization(keras) {
    const channels = keras.inputs[0]?.at(-1) ?? 1;
    const given = (key: string) => {
      const value = keras.maybe<number | readonly number[]>(key);
      return typeof value === 'number' && channels <= mostSpreadChannels
        ? Array.from({ length: channels }, () => value)
        : (value as readonly number[] | undefined);
    };
    const [mean, variance] = [given('mean'), given('variance')];
    keras.lastAxis().only({ invert: [false] });
    return mean && variance ? { mean, variance } : {};
  },
  Activation: (keras) => ({ activation: keras.activation() }),
  // Keras 2 and TensorFlow.js call it by a letter.
  LeakyReLU: (keras) => ({ negativeSlope: keras.maybe('negative_slope') ?? keras.read('alpha') }),
  ZeroPadding2D: (keras) => ({ padding: keras.image().border('padding') }),
  Cropping2D: (keras) => ({ cropping: keras.image().border('cropping') }),
  UpSampling2D: (keras) => ({
    size: keras.image().pair('size'),
    interpolation: keras.interpolation(),
  }),
  MaxPooling2D: poolingOf,
  AveragePooling2D: poolingOf,
  GlobalAveragePooling2D: globalPoolingOf,
  GlobalMaxPooling2D: globalPoolingOf,
  Flatten: (keras) => (keras.image(), {}),
  Reshape: (keras) => ({ targetShape: wholeShape(keras.read('target_shape'), keras.inputs[0]) }),
  Dense: (keras) => ({
    units: keras.read('units'),
    useBias: keras.read('use_bias'),
    activation: keras.activation(),
  }),
  Dropout(keras) {
    const noiseShape = keras.maybe<readonly (1 | null)[]>('noise_shape');
    return { rate: keras.read('rate'), ...(noiseShape && { noiseShape }) };
  },
  StochasticDepth: (keras) => ({ dropPathRate: keras.read('drop_path_rate') }),
  Concatenate: (keras) => (keras.lastAxis(), {}),
  Stack(keras) {
    const rank = keras.inputs[0]?.length;
    return (keras.only({ axis: [-1, ...(rank === undefined ? [] : [rank + 1])] }), {});
  },
  CustomScaleLayer: (keras) => ({ scale: keras.read('scale') }),
  ClassToken: undefined,
  RegisterTokens: undefined,
  PositionEmbedding: undefined,
  DotProductAttention: undefined,
  AttentionPooling: undefined,
  SwiGLU: undefined,
  Cropping1D: (keras) => ({ cropping: keras.pair('cropping') }),
  GlobalAveragePooling1D: (keras) => (keras.image(), {}),
  GlobalMaxPooling1D: (keras) => (keras.image(), {}),
};

/** Classes of Keras that are a kind of ours by another name. */
const others: Readonly<Record<string, (keras: KerasConfig) => LayerMeaning>> = {
  ...kerasOperations,
  Softmax: (keras) => {
    keras.lastAxis();
    return { kind: 'Activation', config: { activation: 'softmax' } };
  },
  SpatialDropout2D: (keras) => ({
    kind: 'Dropout',
    config: { rate: keras.image().read('rate'), noiseShape: [null, 1, 1, null] },
  }),
};

/** What changes images while Keras trains, and nothing else; in Thaw `data.augment` does. */
const augmentations =
  /^Random(Flip|Rotation|Zoom|Translation|Contrast|Brightness|Shear|ColorJitter|ColorDegeneration|Grayscale|Hue|Saturation|Sharpness|Posterization|Invert|GaussianBlur|Perspective|ElasticTransform|Erasing)$/;

export const isAugmentation = (className: string): boolean => augmentations.test(className);

/** Reads a layer of a class of Keras; undefined if Thaw has none like it. */
export function meaningOf(className: string): ((keras: KerasConfig) => LayerMeaning) | undefined {
  const other = own(others, className);
  if (other) return other;
  const kind = className as keyof typeof kinds;
  const config = own(kinds, kind) as ((keras: KerasConfig) => unknown) | undefined;
  return config && ((keras) => ({ kind, config: config(keras) }) as LayerMeaning);
}

/** The classes that a model may have. */
export const knownClasses: readonly string[] = [
  'InputLayer',
  ...Object.entries(kinds).flatMap(([kind, config]) => (config ? [kind] : [])),
  ...Object.keys(others),
].sort();

/** With −1 in place of one length, which the others leave. */
function wholeShape(target: unknown, input: Shape | undefined): Shape {
  if (!Array.isArray(target) || !input) return target as Shape;
  const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
  const given = target.filter((length) => length !== -1) as number[];
  return target.map((length: number) => (length === -1 ? size(input) / size(given) : length));
}
