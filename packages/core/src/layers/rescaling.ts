import { product } from './convolution.js';
import type { LayerKind } from './layer-kind.js';

export interface RescalingConfig {
  /** One for all channels, or one for each. */
  readonly scale: number | readonly number[];
  readonly offset: number;
}

/** `input · scale + offset`. */
export const Rescaling: LayerKind<RescalingConfig> = {
  arity: 1,
  outputShape({ scale }, [input]) {
    if (typeof scale !== 'number' && scale.length !== input!.at(-1))
      throw new RangeError(`has ${scale.length} scales for ${input!.at(-1)} channels`);
    return input!;
  },
  weights: () => [],
  flops: (_config, _inputs, output) => 2 * product(output),
};
