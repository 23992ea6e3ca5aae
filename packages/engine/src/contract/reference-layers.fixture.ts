import { layerKinds, leastDeviation, type Activation, type ConfigOf, type LayerKindName } from '@thaw/core';
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
import { convolve, pool, slide } from './reference-windows.fixture.js';

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
    const members = channels / groups;
    const whole = map(zeros([...kernelSize, channels, filters]), (_zero, index) => {
      const [filter, channel] = [index % filters, Math.floor(index / filters) % channels];
      const tap = Math.floor(index / filters / channels);
      const isPart = Math.floor(filter / (filters / groups)) === Math.floor(channel / members);
      return isPart ? kernel.data[(tap * members + (channel % members)) * filters + filter]! : 0;
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
  Conv2DTranspose(config, [input], weights) {
    const { kernelSize, strides, padding, filters, activation } = config;
    const [batch, rows, columns, channels] = input!.shape as [number, number, number, number];
    const [height, width] = layerKinds.Conv2DTranspose.outputShape(config, [[rows, columns, channels]]);
    const widened = zeros([batch, height!, width!, filters]);
    // Each number goes where a convolution of the result would have had it from.
    slide(widened.shape, kernelSize, strides, padding, (place, taps) => {
      for (const { input: target, tap } of taps)
        for (let filter = 0; filter < filters; filter++)
          for (let channel = 0; channel < channels; channel++)
            widened.data[target * filters + filter]! +=
              input!.data[place * channels + channel]! *
              weights['kernel']!.data[(tap * filters + filter) * channels + channel]!;
    });
    return finish(widened, weights, activation);
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
  LeakyReLU: ({ negativeSlope }, [input]) =>
    map(input!, (value) => (value > 0 ? value : value * negativeSlope)),
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
  UpSampling2D({ size: [down, across], interpolation }, [input]) {
    const [batch, height, width, channels] = input!.shape as [number, number, number, number];
    /** The places that one of the result lies between, with what each counts for. */
    const between = (to: number, factor: number, length: number) => {
      if (interpolation === 'nearest') return [[Math.floor(to / factor), 1] as const];
      const place = Math.min(Math.max((to + 0.5) / factor - 0.5, 0), length - 1);
      const [before, after] = [Math.floor(place), Math.ceil(place)];
      return [[before, 1 - (place - before)] as const, [after, place - before] as const];
    };
    return map(zeros([batch, height * down, width * across, channels]), (_zero, index) => {
      const [channel, place] = [index % channels, Math.floor(index / channels)];
      const [x, line] = [place % (width * across), Math.floor(place / (width * across))];
      const [y, image] = [line % (height * down), Math.floor(line / (height * down))];
      let sum = 0;
      for (const [row, ofRow] of between(y, down, height))
        for (const [column, ofColumn] of between(x, across, width))
          sum +=
            ofRow * ofColumn * input!.data[((image * height + row) * width + column) * channels + channel]!;
      return sum;
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
  Take({ indices }, [input]) {
    const list = typeof indices === 'number' ? [indices] : indices;
    const channels = input!.shape.at(-1)!;
    const places = input!.shape.slice(0, -1);
    const shape = typeof indices === 'number' ? places : [...places, list.length];
    return map(
      zeros(shape),
      (_zero, index) => input!.data[Math.floor(index / list.length) * channels + list[index % list.length]!]!,
    );
  },
  Stack: (_config, inputs) =>
    map(
      zeros([...inputs[0]!.shape, inputs.length]),
      (_zero, index) => inputs[index % inputs.length]!.data[Math.floor(index / inputs.length)]!,
    ),
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
