import { resample, type Pixels, type Window } from './resample.js';
import { scaledSize, squareBegins, type Size } from './resize-modes.js';
import type { Colour, Resize } from './resize.js';

/** An image as the network's square, RGB, row by row. `pixels`: all of it, or what it was shrunk to before. */
export function intoSquare(pixels: Pixels, image: Size, side: number, resize: Resize): Uint8Array {
  const scaled = scaledSize(resize, image, side);
  const [across, down] = [windowOf(scaled.width, side), windowOf(scaled.height, side)];
  const isScaled = pixels.width === scaled.width && pixels.height === scaled.height;
  const shown = isScaled ? cut(pixels, across, down) : resample(pixels, across, down, resize.interpolation);
  return resize.mode === 'letterbox' ? framed(shown, across, down, side, resize.colour) : shown;
}

/** What the square shows of an axis: all of it, or its middle. */
const windowOf = (scaled: number, side: number): Window => ({
  scaled,
  first: Math.max(0, squareBegins(scaled, side)),
  count: Math.min(scaled, side),
});

function cut({ data, width, height }: Pixels, across: Window, down: Window): Uint8Array {
  if (across.count === width && down.count === height) return data;
  const stride = across.count * 3;
  const output = new Uint8Array(down.count * stride);
  for (let y = 0; y < down.count; y++) {
    const at = ((down.first + y) * width + across.first) * 3;
    output.set(data.subarray(at, at + stride), y * stride);
  }
  return output;
}

/** In the middle of a square of one colour. */
function framed(
  shown: Uint8Array,
  { scaled: width }: Window,
  { scaled: height }: Window,
  side: number,
  colour: Colour,
): Uint8Array {
  const square = new Uint8Array(side * side * 3);
  for (let at = 0; at < square.length; at += 3) square.set(colour, at);
  const [left, top] = [-squareBegins(width, side), -squareBegins(height, side)];
  for (let y = 0; y < height; y++)
    square.set(shown.subarray(y * width * 3, (y + 1) * width * 3), ((top + y) * side + left) * 3);
  return square;
}
