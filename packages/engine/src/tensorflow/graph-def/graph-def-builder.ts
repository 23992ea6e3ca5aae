import type { Padding, Pair, Shape } from '@thaw/core';
import type { Attribute, DataType } from './attribute.js';
import { NodeList, type Output } from './node-list.js';

/** How a window slides over `[batch, height, width, channels]`. */
export interface Window {
  readonly strides: Pair;
  readonly padding: Padding;
}

export interface FusedBatchNorm {
  readonly output: Output;
  readonly mean: Output;
  /** Unbiased: over one less than the number of values. */
  readonly variance: Output;
  /** What the gradient op takes. */
  readonly reserved: readonly Output[];
}

const slide = ({ strides, padding }: Window): Record<string, Attribute> => ({
  strides: { ints: [1, ...strides, 1] },
  padding: padding.toUpperCase(),
});

/**
 * Writes a graph with TensorFlow's raw operations, by their names; what they compute is in TensorFlow's documentation
 * of `tf.raw_ops`. Attributes that an operation infers from its inputs are filled in here.
 */
export class GraphDefBuilder extends NodeList {
  placeholder = (type: DataType, shape?: readonly number[]) =>
    this.add('Placeholder', [], { dtype: { type }, shape: { shape } }, type);
  /** May be fed or not; what its default takes is computed only if it is not. */
  placeholderWithDefault = (value: Output, shape: readonly number[]) =>
    this.add(
      'PlaceholderWithDefault',
      [value],
      { dtype: { type: value.type }, shape: { shape } },
      value.type,
    );

  /** Without a shape a vector, or a scalar for a number alone. */
  const(values: number | ArrayLike<number>, type: 'float32' | 'int32' = 'float32', shape?: Shape): Output {
    const list = typeof values === 'number' ? [values] : values;
    const data = type === 'float32' ? Float32Array.from(list) : Int32Array.from(list);
    const dimensions = shape ?? (typeof values === 'number' ? [] : [list.length]);
    return this.add(
      'Const',
      [],
      { dtype: { type }, value: { tensor: { type, shape: dimensions, values: data } } },
      type,
    );
  }

  varHandleOp(dtype: DataType, shape: Shape, sharedName: string): Output {
    return this.add(
      'VarHandleOp',
      [],
      { dtype: { type: dtype }, shape: { shape }, shared_name: sharedName },
      'resource',
    );
  }
  readVariableOp = (handle: Output, dtype: DataType) =>
    this.add('ReadVariableOp', [handle], { dtype: { type: dtype } }, dtype);
  /** Frees what a variable holds. */
  destroyResourceOp = (handle: Output) => this.add('DestroyResourceOp', [handle], {}, 'resource');
  assignVariableOp = (handle: Output, value: Output) =>
    this.#write('AssignVariableOp', 'dtype', [handle, value]);
  assignSubVariableOp = (handle: Output, value: Output) =>
    this.#write('AssignSubVariableOp', 'dtype', [handle, value]);
  resourceApplyGradientDescent = (handle: Output, rate: Output, gradient: Output) =>
    this.#write('ResourceApplyGradientDescent', 'T', [handle, rate, gradient]);
  resourceApplyKerasMomentum = (
    inputs: readonly [handle: Output, accumulator: Output, rate: Output, gradient: Output, momentum: Output],
    nesterov: boolean,
  ) => this.#write('ResourceApplyKerasMomentum', 'T', inputs, { use_nesterov: nesterov });
  /** Takes handle, m, v, beta1Power, beta2Power, rate, beta1, beta2, epsilon, gradient. */
  resourceApplyAdam = (...inputs: readonly Output[]) => this.#write('ResourceApplyAdam', 'T', inputs);

  identity = (x: Output) => this.#same('Identity', [x]);
  deepCopy = (x: Output) => this.#same('DeepCopy', [x]);
  cast(x: Output, type: DataType): Output {
    return x.type === type ? x : this.add('Cast', [x], { SrcT: { type: x.type }, DstT: { type } }, type);
  }

  shape = (x: Output) => this.add('Shape', [x], { T: { type: x.type } }, 'int32');
  size = (x: Output) => this.add('Size', [x], { T: { type: x.type } }, 'int32');
  reshape = (x: Output, shape: readonly number[]) => this.#same('Reshape', [x, this.const(shape, 'int32')]);
  broadcastTo = (x: Output, shape: Output) => this.#same('BroadcastTo', [x, shape]);
  reverseV2 = (x: Output, axes: readonly number[]) => this.#same('ReverseV2', [x, this.const(axes, 'int32')]);
  pad = (x: Output, paddings: readonly Pair[]) =>
    this.#same('Pad', [x, this.const(paddings.flat(), 'int32', [paddings.length, 2])]);
  slice = (x: Output, begin: readonly number[], size: readonly number[]) =>
    this.add(
      'Slice',
      [x, this.const(begin, 'int32'), this.const(size, 'int32')],
      { T: { type: x.type }, Index: { type: 'int32' } },
      x.type,
    );
  /** Along the first axis. Parts that begin at whole multiples of 64 bytes are not copied. */
  splitV(x: Output, lengths: readonly number[]): readonly Output[] {
    const first = this.add(
      'SplitV',
      [x, this.const(lengths, 'int32'), this.const(0, 'int32')],
      { T: { type: x.type }, Tlen: { type: 'int32' }, num_split: { int: lengths.length } },
      x.type,
    );
    return lengths.map((_, index) => ({ ...first, index }));
  }
  /** Apart along an axis, which goes. */
  unpack(x: Output, count: number, axis = 0): readonly Output[] {
    const first = this.#same('Unpack', [x], { num: { int: count }, axis: { int: axis } });
    return Array.from({ length: count }, (_, index) => ({ ...first, index }));
  }
  /** Side by side along an axis of their own. */
  pack = (inputs: readonly Output[], axis = 0) =>
    this.#same('Pack', inputs, { N: { int: inputs.length }, axis: { int: axis } });
  transpose = (x: Output, axes: readonly number[]) =>
    this.#same('Transpose', [x, this.const(axes, 'int32')], { Tperm: { type: 'int32' } });
  concatV2 = (inputs: readonly Output[], axis = 0) =>
    inputs.length === 1
      ? inputs[0]!
      : this.#same('ConcatV2', [...inputs, this.const(axis, 'int32')], {
          N: { int: inputs.length },
          Tidx: { type: 'int32' },
        });
  gatherV2 = (x: Output, indices: Output, axis = 0) =>
    this.add(
      'GatherV2',
      [x, indices, this.const(axis, 'int32')],
      { Tparams: { type: x.type }, Tindices: { type: 'int32' }, Taxis: { type: 'int32' } },
      x.type,
    );
  oneHot = (indices: Output, depth: number, on: Output, off: Output) =>
    this.add(
      'OneHot',
      [indices, this.const(depth, 'int32'), on, off],
      { T: { type: 'float32' }, TI: { type: 'int32' } },
      'float32',
    );

  addV2 = (x: Output, y: Output) => this.#same('AddV2', [x, y]);
  addN = (inputs: readonly Output[]) =>
    inputs.length === 1 ? inputs[0]! : this.#same('AddN', inputs, { N: { int: inputs.length } });
  sub = (x: Output, y: Output) => this.#same('Sub', [x, y]);
  mul = (x: Output, y: Output) => this.#same('Mul', [x, y]);
  realDiv = (x: Output, y: Output) => this.#same('RealDiv', [x, y]);
  neg = (x: Output) => this.#same('Neg', [x]);
  minimum = (x: Output, y: Output) => this.#same('Minimum', [x, y]);
  maximum = (x: Output, y: Output) => this.#same('Maximum', [x, y]);
  floor = (x: Output) => this.#same('Floor', [x]);
  /** Halves to the even number. */
  round = (x: Output) => this.#same('Round', [x]);
  bitwiseXor = (x: Output, y: Output) => this.#same('BitwiseXor', [x, y]);
  sqrt = (x: Output) => this.#same('Sqrt', [x]);
  rsqrt = (x: Output) => this.#same('Rsqrt', [x]);
  square = (x: Output) => this.#same('Square', [x]);
  equal = (x: Output, y: Output) => this.add('Equal', [x, y], { T: { type: x.type } }, 'bool');
  less = (x: Output, y: Output) => this.add('Less', [x, y], { T: { type: x.type } }, 'bool');
  greaterEqual = (x: Output, y: Output) => this.add('GreaterEqual', [x, y], { T: { type: x.type } }, 'bool');

  sum = (x: Output, axes: readonly number[], keepDims = false) => this.#reduce('Sum', x, axes, keepDims);
  mean = (x: Output, axes: readonly number[], keepDims = false) => this.#reduce('Mean', x, axes, keepDims);
  max = (x: Output, axes: readonly number[], keepDims = false) => this.#reduce('Max', x, axes, keepDims);

  matMul = (a: Output, b: Output, { transposeA = false, transposeB = false } = {}) =>
    this.#same('MatMul', [a, b], { transpose_a: transposeA, transpose_b: transposeB });
  /** Of the last two axes; those before are repeated where one of both has but one place. */
  batchMatMulV2 = (x: Output, y: Output, { adjointA = false, adjointB = false } = {}) =>
    this.#same('BatchMatMulV2', [x, y], { adj_x: adjointA, adj_y: adjointB });
  biasAdd = (x: Output, bias: Output) => this.#same('BiasAdd', [x, bias]);
  biasAddGrad = (gradient: Output) => this.#same('BiasAddGrad', [gradient]);

  conv2D = (x: Output, filter: Output, window: Window) => this.#same('Conv2D', [x, filter], slide(window));
  conv2DBackpropInput = (sizes: Output, filter: Output, gradient: Output, window: Window) =>
    this.add(
      'Conv2DBackpropInput',
      [sizes, filter, gradient],
      { T: { type: filter.type }, ...slide(window) },
      filter.type,
    );
  conv2DBackpropFilter = (x: Output, sizes: Shape, gradient: Output, window: Window) =>
    this.#same('Conv2DBackpropFilter', [x, this.const(sizes, 'int32'), gradient], slide(window));
  depthwiseConv2dNative = (x: Output, filter: Output, window: Window) =>
    this.#same('DepthwiseConv2dNative', [x, filter], slide(window));
  depthwiseConv2dNativeBackpropInput = (sizes: Output, filter: Output, gradient: Output, window: Window) =>
    this.add(
      'DepthwiseConv2dNativeBackpropInput',
      [sizes, filter, gradient],
      { T: { type: filter.type }, ...slide(window) },
      filter.type,
    );
  depthwiseConv2dNativeBackpropFilter = (x: Output, sizes: Shape, gradient: Output, window: Window) =>
    this.#same(
      'DepthwiseConv2dNativeBackpropFilter',
      [x, this.const(sizes, 'int32'), gradient],
      slide(window),
    );

  maxPool = (x: Output, size: Pair, window: Window) =>
    this.#same('MaxPool', [x], { ksize: { ints: [1, ...size, 1] }, ...slide(window) });
  maxPoolGrad = (x: Output, output: Output, gradient: Output, size: Pair, window: Window) =>
    this.#same('MaxPoolGrad', [x, output, gradient], { ksize: { ints: [1, ...size, 1] }, ...slide(window) });
  avgPool = (x: Output, size: Pair, window: Window) =>
    this.#same('AvgPool', [x], { ksize: { ints: [1, ...size, 1] }, ...slide(window) });
  avgPoolGrad = (sizes: Output, gradient: Output, size: Pair, window: Window) =>
    this.add(
      'AvgPoolGrad',
      [sizes, gradient],
      { T: { type: gradient.type }, ksize: { ints: [1, ...size, 1] }, ...slide(window) },
      gradient.type,
    );

  relu = (x: Output) => this.#same('Relu', [x]);
  reluGrad = (gradient: Output, output: Output) => this.#same('ReluGrad', [gradient, output]);
  relu6 = (x: Output) => this.#same('Relu6', [x]);
  relu6Grad = (gradient: Output, output: Output) => this.#same('Relu6Grad', [gradient, output]);
  leakyRelu = (x: Output, slope: number) => this.#same('LeakyRelu', [x], { alpha: { float: slope } });
  leakyReluGrad = (gradient: Output, x: Output, slope: number) =>
    this.#same('LeakyReluGrad', [gradient, x], { alpha: { float: slope } });
  sigmoid = (x: Output) => this.#same('Sigmoid', [x]);
  sigmoidGrad = (output: Output, gradient: Output) => this.#same('SigmoidGrad', [output, gradient]);
  tanh = (x: Output) => this.#same('Tanh', [x]);
  tanhGrad = (output: Output, gradient: Output) => this.#same('TanhGrad', [output, gradient]);
  erf = (x: Output) => this.#same('Erf', [x]);
  exp = (x: Output) => this.#same('Exp', [x]);
  softmax = (x: Output) => this.#same('Softmax', [x]);
  logSoftmax = (x: Output) => this.#same('LogSoftmax', [x]);

  /** Takes x, scale, offset, mean, variance; the last two empty while training. */
  fusedBatchNormV3(inputs: readonly Output[], epsilon: number, training: boolean): FusedBatchNorm {
    const attributes = {
      U: { type: 'float32' },
      epsilon: { float: epsilon },
      is_training: training,
    } as const;
    const output = this.#same('FusedBatchNormV3', inputs, attributes);
    const statistic = (index: number): Output => ({ ...output, index, type: 'float32' });
    return {
      output,
      mean: statistic(1),
      variance: statistic(2),
      reserved: [statistic(3), statistic(4), statistic(5)],
    };
  }
  /** Takes the gradient, x, scale and what the forward op reserved; for training mode. */
  fusedBatchNormGradV3(
    inputs: readonly Output[],
    epsilon: number,
  ): { x: Output; scale: Output; offset: Output } {
    const x = this.#same('FusedBatchNormGradV3', inputs, {
      U: { type: 'float32' },
      epsilon: { float: epsilon },
      is_training: true,
    });
    return { x, scale: { ...x, index: 1, type: 'float32' }, offset: { ...x, index: 2, type: 'float32' } };
  }

  /** `transforms`, `[batch, 8]`, lead from pixels of the result to pixels of `images`; bilinear, mirrored at the edges. */
  imageProjectiveTransformV3 = (images: Output, transforms: Output, size: Pair) =>
    this.add(
      'ImageProjectiveTransformV3',
      [images, transforms, this.const(size, 'int32'), this.const(0)],
      { dtype: { type: images.type }, interpolation: 'BILINEAR', fill_mode: 'REFLECT' },
      images.type,
    );

  /** In [0, 1), the same for the same seed, two int32. */
  statelessRandomUniform = (shape: Output, seed: Output) =>
    this.add(
      'StatelessRandomUniform',
      [shape, seed],
      { dtype: { type: 'float32' }, T: { type: 'int32' }, Tseed: { type: 'int32' } },
      'float32',
    );

  /** An operation whose output has the type of its first input. */
  #same(op: string, inputs: readonly Output[], attributes: Readonly<Record<string, Attribute>> = {}): Output {
    const { type } = inputs[0]!;
    return this.add(op, inputs, { T: { type }, ...attributes }, type);
  }

  #reduce(op: string, x: Output, axes: readonly number[], keepDims: boolean): Output {
    return this.#same(op, [x, this.const(axes, 'int32')], { Tidx: { type: 'int32' }, keep_dims: keepDims });
  }

  /** An operation that changes a variable and has no output; what is returned can only be waited for. */
  #write(
    op: string,
    typeAttribute: 'dtype' | 'T',
    inputs: readonly Output[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Output {
    const { type } = inputs.at(-1)!;
    return this.add(op, inputs, { [typeAttribute]: { type }, ...attributes }, type);
  }
}
