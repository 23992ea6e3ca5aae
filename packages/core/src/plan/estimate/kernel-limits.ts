/**
 * Numbers that an array may have on a GPU: TensorFlow's kernels count them in 32 bits there, and abort in BiasAdd, sums and others where
 * there are more (tensorflow/tensorflow#99894).
 */
export const mostNumbersOnGpu = 2 ** 31 - 1;
