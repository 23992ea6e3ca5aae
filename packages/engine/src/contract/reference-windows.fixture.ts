import type { ConfigOf, Padding, Pair } from '@thaw/core';
import type { Forward, ReferenceTensor } from './reference-tensor.fixture.js';

/** Where the window lies for each output place, by TensorFlow's rules for `same` and `valid`. */
export function slide(
  [batch, height, width]: readonly number[],
  window: Pair,
  strides: Pair,
  padding: Padding,
  visit: (output: number, taps: readonly { readonly input: number; readonly tap: number }[]) => void,
): [number, number] {
  const axis = (length: number, index: 0 | 1) => {
    const [kernel, stride] = [window[index], strides[index]];
    const steps = Math.ceil((padding === 'same' ? length : length - kernel + 1) / stride);
    const pad = padding === 'same' ? Math.max((steps - 1) * stride + kernel - length, 0) : 0;
    return { steps, before: Math.floor(pad / 2) };
  };
  const [rows, columns] = [axis(height!, 0), axis(width!, 1)];
  let output = 0;
  for (let image = 0; image < batch!; image++) {
    for (let row = 0; row < rows.steps; row++) {
      for (let column = 0; column < columns.steps; column++) {
        const taps = [];
        for (let tap = 0; tap < window[0] * window[1]; tap++) {
          const y = row * strides[0] - rows.before + Math.floor(tap / window[1]);
          const x = column * strides[1] - columns.before + (tap % window[1]);
          if (y < 0 || y >= height! || x < 0 || x >= width!) continue;
          taps.push({ input: (image * height! + y) * width! + x, tap });
        }
        visit(output++, taps);
      }
    }
  }
  return [rows.steps, columns.steps];
}

export function convolve(
  input: ReferenceTensor,
  kernel: ReferenceTensor,
  { strides, padding, depthwise }: { strides: Pair; padding: Padding; depthwise: boolean },
): ReferenceTensor {
  const channels = input.shape[3]!;
  const filters = depthwise ? channels : kernel.shape[3]!;
  const values: number[] = [];
  const places = slide(
    input.shape,
    [kernel.shape[0]!, kernel.shape[1]!],
    strides,
    padding,
    (output, taps) => {
      for (let filter = 0; filter < filters; filter++) {
        let sum = 0;
        for (const { input: place, tap } of taps) {
          for (let channel = 0; channel < channels; channel++) {
            if (depthwise && channel !== filter) continue;
            const weight = depthwise
              ? tap * channels + channel
              : (tap * channels + channel) * filters + filter;
            sum += input.data[place * channels + channel]! * kernel.data[weight]!;
          }
        }
        values[output * filters + filter] = sum;
      }
    },
  );
  return { shape: [input.shape[0]!, ...places, filters], data: Float64Array.from(values) };
}

export const pool =
  (reduce: (values: readonly number[]) => number): Forward<ConfigOf<'MaxPooling2D'>> =>
  ({ poolSize, strides, padding }, [input]) => {
    const channels = input!.shape[3]!;
    const values: number[] = [];
    const places = slide(input!.shape, poolSize, strides, padding, (output, taps) => {
      for (let channel = 0; channel < channels; channel++) {
        values[output * channels + channel] = reduce(
          taps.map((tap) => input!.data[tap.input * channels + channel]!),
        );
      }
    });
    return { shape: [input!.shape[0]!, ...places, channels], data: Float64Array.from(values) };
  };
