import { isObject, show } from '../../contract/expectation.js';
import { float16, type ElementType } from '../tensors/element-types.js';
import { Unreadable } from '../unreadable.js';

/** Whole numbers, of which each stands for `scale · number + min`. */
const affine =
  (bytes: 1 | 2) =>
  ({ scale, min }: Readonly<Record<string, unknown>>): ElementType => {
    if (!isFinite(scale) || !isFinite(min)) throw new Unreadable('quantized weights without scale and min');
    return {
      bytes,
      toFloats(data) {
        const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
        const numberAt = bytes === 1 ? view.getUint8.bind(view) : view.getUint16.bind(view);
        const { length } = { length: data.byteLength / bytes };
        return Float32Array.from({ length }, (_, index) => numberAt(index * bytes, true) * scale + min);
      },
    };
  };

/** How TensorFlow.js has made floats smaller (tfjs-core, src/io/io_utils.ts). */
const quantizations = new Map<unknown, (settings: Readonly<Record<string, unknown>>) => ElementType>([
  ['uint8', affine(1)],
  ['uint16', affine(2)],
  ['float16', () => float16],
]);

/** What the numbers of a weight are in the file; undefined where they are not quantized. */
export function quantizedType(quantization: unknown): ElementType | undefined {
  if (quantization === undefined) return undefined;
  const settings = isObject(quantization) ? quantization : {};
  const type = quantizations.get(settings['dtype'])?.(settings);
  if (type) return type;
  const known = [...quantizations.keys()].join(', ');
  throw new Unreadable(`weights quantized to ${show(settings['dtype'])}; what is read is ${known}`);
}

const isFinite = (value: unknown): value is number => Number.isFinite(value);
