/**
 * How pixels become a network's input: channels in this order, then `(value − mean) / std`, on the 0–255 scale.
 * Travels with weights, since they were trained with it.
 */
export interface Preprocessing {
  readonly channels: 'RGB' | 'BGR';
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}
