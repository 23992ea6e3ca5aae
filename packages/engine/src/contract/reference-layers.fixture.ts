import type { Activation, ConfigOf, LayerKindName, Padding, Pair } from '@thaw/core';

/** `[batch, …]`, row-major, in double precision. */
export interface ReferenceTensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface ReferenceContext {
  /** BatchNormalization by the batch's statistics, and what they were. */
  readonly batchNormalized: boolean;
  readonly onStatistics?: (mean: Float64Array, variance: Float64Array) => void;
}

type Weights = Readonly<Record<string, ReferenceTensor>>;
type Forward<Config> = (
  config: Config,
  inputs: readonly ReferenceTensor[],
  weights: Weights,
  context: ReferenceContext,
) => ReferenceTensor;

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
export const zeros = (shape: readonly number[]): ReferenceTensor => ({
  shape,
  data: new Float64Array(size(shape)),
});
const map = (
  { shape, data }: ReferenceTensor,
  change: (value: number, index: number) => number,
): ReferenceTensor => ({
  shape,
  data: data.map(change),
});

/** Where the window lies for each output place, by TensorFlow's rules for `same` and `valid`. */
function slide(
  [batch, height, width]: readonly number[],
  window: Pair,
  strides: Pair,
  padding: Padding,
  visit: (output: number, taps: readonly { readonly input: number; readonly tap: number }[]) => void,
): [number, number] {
  const axis = (length: number, index: 0 | 1) => {
    const [kernel, stride] = [window[index], strides[index]];
    const steps = Math.ceil((padding === 'same' ? length : length - kernel + 1) / stride);
    const pad = padding === 'same' ? Math.max((steps - 1) * stride + kernel - length, 0) : 0;
    return { steps, before: Math.floor(pad / 2) };
  };
  const [rows, columns] = [axis(height!, 0), axis(width!, 1)];
  let output = 0;
  for (let image = 0; image < batch!; image++) {
    for (let row = 0; row < rows.steps; row++) {
      for (let column = 0; column < columns.steps; column++) {
        const taps = [];
        for (let tap = 0; tap < window[0] * window[1]; tap++) {
          const y = row * strides[0] - rows.before + Math.floor(tap / window[1]);
          const x = column * strides[1] - columns.before + (tap % window[1]);
          if (y < 0 || y >= height! || x < 0 || x >= width!) continue;
          taps.push({ input: (image * height! + y) * width! + x, tap });
        }
        visit(output++, taps);
      }
    }
  }
  return [rows.steps, columns.steps];
}

function convolve(
  input: ReferenceTensor,
  kernel: ReferenceTensor,
  { strides, padding, depthwise }: { strides: Pair; padding: Padding; depthwise: boolean },
): ReferenceTensor {
  const channels = input.shape[3]!;
  const filters = depthwise ? channels : kernel.shape[3]!;
  const values: number[] = [];
  const places = slide(
    input.shape,
    [kernel.shape[0]!, kernel.shape[1]!],
    strides,
    padding,
    (output, taps) => {
      for (let filter = 0; filter < filters; filter++) {
        let sum = 0;
        for (const { input: place, tap } of taps) {
          for (let channel = 0; channel < channels; channel++) {
            if (depthwise && channel !== filter) continue;
            const weight = depthwise
              ? tap * channels + channel
              : (tap * channels + channel) * filters + filter;
            sum += input.data[place * channels + channel]! * kernel.data[weight]!;
          }
        }
        values[output * filters + filter] = sum;
      }
    },
  );
  return { shape: [input.shape[0]!, ...places, filters], data: Float64Array.from(values) };
}

const pool =
  (reduce: (values: readonly number[]) => number): Forward<ConfigOf<'MaxPooling2D'>> =>
  ({ poolSize, strides, padding }, [input]) => {
    const channels = input!.shape[3]!;
    const values: number[] = [];
    const places = slide(input!.shape, poolSize, strides, padding, (output, taps) => {
      for (let channel = 0; channel < channels; channel++) {
        values[output * channels + channel] = reduce(
          taps.map((tap) => input!.data[tap.input * channels + channel]!),
        );
      }
    });
    return { shape: [input!.shape[0]!, ...places, channels], data: Float64Array.from(values) };
  };

const globalPool =
  (reduce: (values: readonly number[]) => number): Forward<unknown> =>
  (_config, [input]) => {
    const [batch, height, width, channels] = input!.shape as [number, number, number, number];
    return map(zeros([batch, channels]), (_zero, index) => {
      const [image, channel] = [Math.floor(index / channels), index % channels];
      const places = Array.from({ length: height * width }, (_, place) => image * height * width + place);
      return reduce(places.map((place) => input!.data[place * channels + channel]!));
    });
  };

const maximum = (values: readonly number[]) => Math.max(...values);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function softmax(input: ReferenceTensor): ReferenceTensor {
  const classes = input.shape.at(-1)!;
  const exponentials = input.data.map(Math.exp);
  return map(input, (_value, index) => {
    const start = index - (index % classes);
    return (
      exponentials[index]! / exponentials.subarray(start, start + classes).reduce((sum, value) => sum + value)
    );
  });
}

const activations: Record<Activation, (input: ReferenceTensor) => ReferenceTensor> = {
  linear: (input) => input,
  relu: (input) => map(input, (value) => Math.max(value, 0)),
  relu6: (input) => map(input, (value) => Math.min(Math.max(value, 0), 6)),
  softmax,
};

function finish(product: ReferenceTensor, { bias }: Weights, activation: Activation): ReferenceTensor {
  const channels = product.shape.at(-1)!;
  return activations[activation](map(product, (value, index) => value + (bias?.data[index % channels] ?? 0)));
}

const batchNormalization: Forward<ConfigOf<'BatchNormalization'>> = (
  { epsilon },
  [input],
  weights,
  context,
) => {
  const { gamma, beta, moving_mean: movingMean, moving_variance: movingVariance } = weights;
  const channels = input!.shape.at(-1)!;
  let [means, variances] = [movingMean!.data, movingVariance!.data];
  if (context.batchNormalized) {
    const ofChannel = (channel: number) => input!.data.filter((_, index) => index % channels === channel);
    means = Float64Array.from({ length: channels }, (_, channel) => mean([...ofChannel(channel)]));
    variances = means.map((center, channel) =>
      mean([...ofChannel(channel)].map((value) => (value - center) ** 2)),
    );
    context.onStatistics?.(means, variances);
  }
  return map(input!, (value, index) => {
    const channel = index % channels;
    const standardized = (value - means[channel]!) / Math.sqrt(variances[channel]! + epsilon);
    return standardized * gamma!.data[channel]! + beta!.data[channel]!;
  });
};

/** Each kind of layer by its definition, as plainly as it can be written. Dropout is that of inference. */
export const referenceLayers: { readonly [Kind in LayerKindName]: Forward<ConfigOf<Kind>> } = {
  InputLayer: () => {
    throw new RangeError('inputs are fed');
  },
  Conv2D: (config, [input], weights) =>
    finish(convolve(input!, weights['kernel']!, { ...config, depthwise: false }), weights, config.activation),
  DepthwiseConv2D: (config, [input], weights) =>
    finish(convolve(input!, weights['kernel']!, { ...config, depthwise: true }), weights, config.activation),
  SeparableConv2D(config, [input], weights) {
    const filtered = convolve(input!, weights['depthwise_kernel']!, { ...config, depthwise: true });
    const pointwise = { strides: [1, 1], padding: 'valid', depthwise: false } as const;
    return finish(convolve(filtered, weights['pointwise_kernel']!, pointwise), weights, config.activation);
  },
  BatchNormalization: batchNormalization,
  Activation: ({ activation }, [input]) => activations[activation](input!),
  ReLU: ({ maxValue = Infinity }, [input]) => map(input!, (value) => Math.min(Math.max(value, 0), maxValue)),
  ZeroPadding2D({ padding: [rows, columns] }, [input]) {
    const [batch, height, width, channels] = input!.shape as [number, number, number, number];
    const padded = zeros([batch, height + rows[0] + rows[1], width + columns[0] + columns[1], channels]);
    input!.data.forEach((value, index) => {
      const [channel, place] = [index % channels, Math.floor(index / channels)];
      const [x, line] = [place % width, Math.floor(place / width)];
      const [y, image] = [line % height, Math.floor(line / height)];
      const target = (image * padded.shape[1]! + y + rows[0]) * padded.shape[2]! + x + columns[0];
      padded.data[target * channels + channel] = value;
    });
    return padded;
  },
  MaxPooling2D: pool(maximum),
  AveragePooling2D: pool(mean),
  GlobalAveragePooling2D: globalPool(mean),
  GlobalMaxPooling2D: globalPool(maximum),
  Flatten: (_config, [input]) => ({
    shape: [input!.shape[0]!, size(input!.shape.slice(1))],
    data: input!.data,
  }),
  Dense({ activation, units }, [input], weights) {
    const features = input!.shape[1]!;
    const product = map(zeros([input!.shape[0]!, units]), (_zero, index) => {
      const [row, unit] = [Math.floor(index / units), index % units];
      let sum = 0;
      for (let feature = 0; feature < features; feature++) {
        sum += input!.data[row * features + feature]! * weights['kernel']!.data[feature * units + unit]!;
      }
      return sum;
    });
    return finish(product, weights, activation);
  },
  Dropout: (_config, [input]) => input!,
  Add: (_config, [first, ...rest]) =>
    map(first!, (value, index) => rest.reduce((sum, { data }) => sum + data[index]!, value)),
};
