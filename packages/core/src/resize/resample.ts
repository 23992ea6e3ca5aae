import { keysCubic } from '../layers/bicubic-resampling.js';
import type { Interpolation } from './resize.js';

/** RGB, row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Of all `scaled` pixels that an axis becomes, those that are wanted. */
export interface Window {
  readonly scaled: number;
  readonly first: number;
  readonly count: number;
}

interface Kernel {
  /** How far it reaches, in pixels of the image. */
  readonly support: number;
  /** At a distance that is not negative. */
  weight(distance: number): number;
}

/** As in Pillow's `Resample.c`. */
const kernels: Readonly<Record<Interpolation, Kernel>> = {
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - x) },
  bicubic: { support: 2, weight: keysCubic },
  lanczos: { support: 3, weight: (x) => (x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/**
 * Part of a picture whose axes are scaled. Interpolates between pixel centres (`(i + 0.5) · from / to − 0.5`) and leaves out
 * what lies beyond an edge, as PIL, Keras and PyTorch do.
 */
export function resample(
  { data, width, height }: Pixels,
  across: Window,
  down: Window,
  interpolation: Interpolation,
): Uint8Array {
  const columns = tapsOf(width, across, kernels[interpolation]);
  const rows = tapsOf(height, down, kernels[interpolation]);
  const top = rows.first[0]!;
  const needed = data.subarray(top * width * 3, (rows.first.at(-1)! + rows.reach) * width * 3);
  return resampleRows(resampleColumns(needed, width, columns), top, rows);
}

/** For each wanted place of an axis, the first of the pixels that it is made of, and the weight of each. */
interface Taps {
  readonly first: Int32Array;
  /** How many pixels each is made of. */
  readonly reach: number;
  readonly weights: Float32Array;
}

function tapsOf(from: number, { scaled, first: start, count }: Window, { support, weight }: Kernel): Taps {
  const pitch = Math.max(1, from / scaled);
  const reach = Math.min(from, from === scaled ? 1 : Math.ceil(2 * support * pitch));
  const first = new Int32Array(count);
  const weights = new Float32Array(count * reach);
  for (let i = 0; i < count; i++) {
    const centre = ((start + i + 0.5) * from) / scaled - 0.5;
    const nearest = reach === 1 ? Math.round(centre) : Math.floor(centre - support * pitch) + 1;
    first[i] = Math.min(Math.max(nearest, 0), from - reach);
    const each = (tap: number) => weight(Math.abs(first[i]! + tap - centre) / pitch);
    let sum = 0;
    for (let tap = 0; tap < reach; tap++) sum += each(tap);
    for (let tap = 0; tap < reach; tap++) weights[i * reach + tap] = each(tap) / sum;
  }
  return { first, reach, weights };
}

// Both start from the first pixel, as weights sum to 1: so they need not be exact for what is of one colour to stay so.

/** Numbers of 64 bits, since they are rounded once only, at the end. */
function resampleColumns(data: Uint8Array, width: number, { first, reach, weights }: Taps): Float64Array {
  const output = new Float64Array((data.length / width) * first.length);
  for (let line = 0, at = 0; line < data.length; line += width * 3)
    for (let x = 0; x < first.length; x++) {
      const base = line + first[x]! * 3;
      const red = data[base]!;
      const green = data[base + 1]!;
      const blue = data[base + 2]!;
      let r = red;
      let g = green;
      let b = blue;
      for (let tap = 1; tap < reach; tap++) {
        const weight = weights[x * reach + tap]!;
        const pixel = base + tap * 3;
        r += (data[pixel]! - red) * weight;
        g += (data[pixel + 1]! - green) * weight;
        b += (data[pixel + 2]! - blue) * weight;
      }
      output[at++] = within(r);
      output[at++] = within(g);
      output[at++] = within(b);
    }
  return output;
}

/** @param top which row of the picture comes first in `wide`. */
function resampleRows(wide: Float64Array, top: number, { first, reach, weights }: Taps): Uint8Array {
  const stride = wide.length / (first.at(-1)! + reach - top);
  const output = new Uint8Array(first.length * stride);
  for (let y = 0; y < first.length; y++) {
    const line = (first[y]! - top) * stride;
    for (let x = 0; x < stride; x++) {
      const base = wide[line + x]!;
      let value = base;
      for (let tap = 1; tap < reach; tap++)
        value += (wide[line + tap * stride + x]! - base) * weights[y * reach + tap]!;
      output[y * stride + x] = within(value) + 0.5;
    }
  }
  return output;
}

/** Kernels that go below 0 overshoot at edges. */
const within = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);
