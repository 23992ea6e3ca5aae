import { bfloat16, float16, float32, float64, type ElementType } from '../tensors/element-types.js';

/** PyTorch's storage classes. Integers have a size alone, as no weight is made of them. */
export const storageTypes = {
  FloatStorage: float32,
  DoubleStorage: float64,
  HalfStorage: float16,
  BFloat16Storage: bfloat16,
  LongStorage: { bytes: 8 },
  IntStorage: { bytes: 4 },
  ByteStorage: { bytes: 1 },
  BoolStorage: { bytes: 1 },
} as const satisfies Readonly<Record<string, ElementType | Pick<ElementType, 'bytes'>>>;

export type StorageTypeName = keyof typeof storageTypes;
