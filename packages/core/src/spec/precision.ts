/**
 * What activations are computed in.
 *
 * - `float32`: single precision throughout, on every device the same but for rounding.
 * - `tensorfloat32`: as `float32`, but convolutions and matrix products on the tensor cores of a GPU (NVIDIA, since Ampere)
 *   round what they multiply to 11 significant bits: several times as fast, and off by about 1e-3 of the largest value.
 * - `bfloat16`: trained weights, their updates, sums inside an operation, normalisations' weights, dense layers and the loss
 *   stay single precision, and so do stored activations.
 */
export const precisions = ['float32', 'tensorfloat32', 'bfloat16'] as const;

export type Precision = (typeof precisions)[number];

/** What a spec may say; `auto`: what is fastest here for its own work, by measuring it. */
export const writtenPrecisions = [...precisions, 'auto'] as const;

/** What a device computes single precision in where nobody says otherwise, as PyTorch and Keras do. */
export type SinglePrecision = Exclude<Precision, 'bfloat16'>;
