/**
 * The functions that may follow a layer's product, by Keras's names. `gelu` is the exact one; `gelu_tanh` is what Keras
 * calls its approximation, and `quick_gelu`, which CLIP has, is a coarser one. Schemas and both engines have one entry for each.
 */
export const activations = [
  'linear',
  'relu',
  'relu6',
  'leaky_relu',
  'softmax',
  'sigmoid',
  'hard_sigmoid',
  'silu',
  'hard_silu',
  'gelu',
  'gelu_tanh',
  'quick_gelu',
] as const;

export type Activation = (typeof activations)[number];
