import type { LayerKind } from './layer-kind.js';

export interface TakeConfig {
  /** Of the last axis: a list keeps the axis, one number alone does not. */
  readonly indices: number | readonly number[];
}

/** `numpy.take` along the channels, each at most once: so `x[..., ::-1]`, which turns RGB to BGR. */
export const Take: LayerKind<TakeConfig> = {
  arity: 1,
  outputShape({ indices }, [input]) {
    const channels = input!.at(-1)!;
    const list = typeof indices === 'number' ? [indices] : indices;
    if (list.some((index) => index >= channels) || new Set(list).size !== list.length)
      throw new RangeError(`cannot take [${list.join(', ')}] of ${channels} channels, each once`);
    const places = input!.slice(0, -1);
    if (typeof indices !== 'number') return [...places, list.length];
    if (places.length === 0) throw new RangeError(`leaves nothing of [${input!.join()}]`);
    return places;
  },
  weights: () => [],
  flops: () => 0,
};

/** Where in what was taken each channel is; one that was not is beyond the end. */
export const takenFrom = ({ indices }: TakeConfig, channels: number): readonly number[] => {
  const list = typeof indices === 'number' ? [indices] : indices;
  return Array.from({ length: channels }, (_, channel) => {
    const at = list.indexOf(channel);
    return at < 0 ? list.length : at;
  });
};

/** `numpy.stack` along a new last axis: channels from values of equal shapes. */
export const Stack: LayerKind<object> = {
  arity: 'many',
  outputShape(_config, [first, ...rest]) {
    const odd = rest.find((shape) => shape.join() !== first!.join());
    if (odd) throw new RangeError(`cannot stack [${odd.join()}] on [${first!.join()}]`);
    return [...first!, rest.length + 1];
  },
  weights: () => [],
  flops: () => 0,
};
