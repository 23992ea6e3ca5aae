import { own } from '@thaw/core/graph';
import type { ByteSource } from '../byte-source.js';
import { bfloat16, float16, float32, float64, type ElementType } from '../tensors/element-types.js';
import { StridedTensor } from '../tensors/strided-tensor.js';
import type { NamedTensors } from '../tensors/tensor-file.js';
import { Unreadable } from '../unreadable.js';
import { readHeader, type Header, type TensorEntry } from './header.js';

/** The types that weights are made of. Others, such as the `I64` of counters, are refused when one is wanted. */
const elementTypes: Readonly<Record<string, ElementType>> = {
  F16: float16,
  BF16: bfloat16,
  F32: float32,
  F64: float64,
};

/** Opens a safetensors file. Of its tensors only those that are asked for are read. */
export const readSafetensors = (source: ByteSource): NamedTensors => tensorsIn(readHeader(source), source);

/** Those that a header states. */
export const tensorsIn = ({ entries }: Header, source: ByteSource): NamedTensors =>
  new Map(entries.map((entry) => [entry.name, tensorAt(entry, source)]));

function tensorAt({ name, dtype, shape, start, end }: TensorEntry, source: ByteSource): StridedTensor {
  return StridedTensor.inOrder(shape, (count) => {
    const type = own(elementTypes, dtype);
    if (!type) {
      const known = Object.keys(elementTypes).join(', ');
      throw new Unreadable(`${name} in ${dtype}; what is read is ${known}`);
    }
    if (end - start !== count * type.bytes) {
      throw new Unreadable(`${name}: ${count} numbers of ${dtype} in ${end - start} bytes`);
    }
    return type.toFloats(source.read(start, end));
  });
}
