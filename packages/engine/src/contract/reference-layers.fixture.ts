import {
  leastDeviation,
  type Activation,
  type ConfigOf,
  type LayerKindName,
  type Padding,
  type Pair,
} from '@thaw/core';
import { referenceActivations } from './reference-activations.fixture.js';
import {
  map,
  size,
  zeros,
  type Forward,
  type ReferenceTensor,
  type LayerWeights,
} from './reference-tensor.fixture.js';
import { referenceTokens } from './reference-tokens.fixture.js';

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
  (reduce: (values: readonly number[]) => number): Forward<ConfigOf<'GlobalMaxPooling2D'>> =>
  ({ keepdims }, [input]) => {
    const [batch, count, channels] = [
      input!.shape[0]!,
      size(input!.shape.slice(1, -1)),
      input!.shape.at(-1)!,
    ];
    return map(zeros(keepdims ? [batch, 1, 1, channels] : [batch, channels]), (_zero, index) => {
      const [image, channel] = [Math.floor(index / channels), index % channels];
      const places = Array.from({ length: count }, (_, place) => image * count + place);
      return reduce(places.map((place) => input!.data[place * channels + channel]!));
    });
  };

const maximum = (values: readonly number[]) => Math.max(...values);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function finish(product: ReferenceTensor, { bias }: LayerWeights, activation: Activation): ReferenceTensor {
  const channels = product.shape.at(-1)!;
  return referenceActivations[activation](
    map(product, (value, index) => value + (bias?.data[index % channels] ?? 0)),
  );
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
    return standardized * (gamma?.data[channel] ?? 1) + (beta?.data[channel] ?? 0);
  });
};

/** Each kind of layer by its definition, as plainly as it can be written. Dropout is that of inference. */
export const referenceLayers: { readonly [Kind in LayerKindName]: Forward<ConfigOf<Kind>> } = {
  InputLayer: () => {
    throw new RangeError('inputs are fed');
  },
  Conv2D(config, [input], weights) {
    const { kernelSize, filters, groups = 1, activation } = config;
    const kernel = weights['kernel']!;
    if (groups === 1)
      return finish(convolve(input!, kernel, { ...config, depthwise: false }), weights, activation);
    // What a channel has no part in, it is multiplied by 0 for.
    const channels = input!.shape[3]!;
    const whole = map(zeros([...kernelSize, channels, filters]), (_zero, index) => {
      const [filter, channel] = [index % filters, Math.floor(index / filters) % channels];
      const tap = Math.floor(index / filters / channels);
      return Math.floor(filter / (filters / groups)) === channel ? kernel.data[tap * filters + filter]! : 0;
    });
    return finish(convolve(input!, whole, { ...config, depthwise: false }), weights, activation);
  },
  DepthwiseConv2D: (config, [input], weights) =>
    finish(convolve(input!, weights['kernel']!, { ...config, depthwise: true }), weights, config.activation),
  SeparableConv2D(config, [input], weights) {
    const filtered = convolve(input!, weights['depthwise_kernel']!, { ...config, depthwise: true });
    const pointwise = { strides: [1, 1], padding: 'valid', depthwise: false } as const;
    return finish(convolve(filtered, weights['pointwise_kernel']!, pointwise), weights, config.activation);
  },
  BatchNormalization: batchNormalization,
  LayerNormalization({ epsilon }, [input], { gamma, beta }) {
    const channels = input!.shape.at(-1)!;
    return map(input!, (value, index) => {
      const channel = index % channels;
      const own = [...input!.data.subarray(index - channel, index - channel + channels)];
      const variance = mean(own.map((other) => (other - mean(own)) ** 2));
      const standardized = (value - mean(own)) / Math.sqrt(variance + epsilon);
      return standardized * gamma!.data[channel]! + beta!.data[channel]!;
    });
  },
  LayerScale: (_config, [input], { gamma }) =>
    map(input!, (value, index) => value * gamma!.data[index % gamma!.data.length]!),
  Rescaling: ({ scale, offset }, [input]) =>
    map(
      input!,
      (value, index) => value * (typeof scale === 'number' ? scale : scale[index % scale.length]!) + offset,
    ),
  Normalization: (config, [input], weights) =>
    map(input!, (value, index) => {
      const channel = index % input!.shape.at(-1)!;
      const of = (name: 'mean' | 'variance') => (config[name] ?? weights[name]!.data)[channel]!;
      return (value - of('mean')) / Math.max(Math.sqrt(of('variance')), leastDeviation);
    }),
  Activation: ({ activation }, [input]) => referenceActivations[activation](input!),
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
  Cropping2D({ cropping: [rows, columns] }, [input]) {
    const [batch, height, width, channels] = input!.shape as [number, number, number, number];
    const [lines, length] = [height - rows[0] - rows[1], width - columns[0] - columns[1]];
    return map(zeros([batch, lines, length, channels]), (_zero, index) => {
      const [channel, place] = [index % channels, Math.floor(index / channels)];
      const [x, line] = [place % length, Math.floor(place / length)];
      const [y, image] = [line % lines, Math.floor(line / lines)];
      return input!.data[((image * height + y + rows[0]) * width + x + columns[0]) * channels + channel]!;
    });
  },
  MaxPooling2D: pool(maximum),
  AveragePooling2D: pool(mean),
  GlobalAveragePooling2D: globalPool(mean),
  GlobalMaxPooling2D: globalPool(maximum),
  Flatten: (_config, [input]) => ({
    shape: [input!.shape[0]!, size(input!.shape.slice(1))],
    data: input!.data,
  }),
  Reshape: ({ targetShape }, [input]) => ({ shape: [input!.shape[0]!, ...targetShape], data: input!.data }),
  Dense({ activation, units }, [input], weights) {
    const features = input!.shape.at(-1)!;
    const product = map(zeros([...input!.shape.slice(0, -1), units]), (_zero, index) => {
      const [row, unit] = [Math.floor(index / units), index % units];
      let sum = 0;
      for (let feature = 0; feature < features; feature++) {
        sum += input!.data[row * features + feature]! * weights['kernel']!.data[feature * units + unit]!;
      }
      return sum;
    });
    return finish(product, weights, activation);
  },
  ...referenceTokens,
  GlobalAveragePooling1D: globalPool(mean),
  GlobalMaxPooling1D: globalPool(maximum),
  Dropout: (_config, [input]) => input!,
  StochasticDepth: (_config, [input]) => input!,
  Add: (_config, [first, ...rest]) =>
    map(first!, (value, index) => rest.reduce((sum, { data }) => sum + data[index]!, value)),
  Multiply: (_config, [first, ...rest]) => rest.reduce(multiply, first!),
  Concatenate(_config, inputs) {
    const places = inputs[0]!.shape.slice(0, -1);
    const channels = inputs.map(({ shape }) => shape.at(-1)!);
    const data = Array.from({ length: size(places) }, (_, place) =>
      inputs.flatMap((input, index) => [
        ...input.data.subarray(place * channels[index]!, (place + 1) * channels[index]!),
      ]),
    );
    return {
      shape: [...places, channels.reduce((sum, one) => sum + one)],
      data: Float64Array.from(data.flat()),
    };
  },
  CustomScaleLayer: ({ scale }, [first, second]) =>
    map(first!, (value, index) => value + scale * second!.data[index]!),
};

/** Of the same rank; along an axis of length 1 the one place counts for all. */
function multiply(one: ReferenceTensor, other: ReferenceTensor): ReferenceTensor {
  const shape = one.shape.map((length, axis) => Math.max(length, other.shape[axis]!));
  const at = ({ shape: own, data }: ReferenceTensor, index: number) => {
    let [rest, stride, offset] = [index, 1, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const place = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      offset += own[axis] === 1 ? 0 : place * stride;
      stride *= own[axis]!;
    }
    return data[offset]!;
  };
  return map(zeros(shape), (_zero, index) => at(one, index) * at(other, index));
}
