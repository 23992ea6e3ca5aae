import { expect, it } from 'vitest';
import { scaledSize, squareBegins } from './resize-modes.js';
import sizes from './timm-sizes.json' with { type: 'json' };

type Row = readonly [
  width: number,
  height: number,
  side: number,
  cropFraction: number,
  cropped: readonly number[],
  framed: readonly number[],
];

const interpolation = 'bilinear';

it('scales images as timm does before it crops them or gives them bars', () => {
  for (const [width, height, side, cropFraction, cropped, framed] of sizes as unknown as readonly Row[]) {
    const scaled = (resize: Parameters<typeof scaledSize>[0]) => {
      const size = scaledSize(resize, { width, height }, side);
      return [size.width, size.height];
    };
    expect(scaled({ mode: 'crop', cropFraction, interpolation })).toEqual(cropped);
    expect(scaled({ mode: 'letterbox', colour: [0, 0, 0], interpolation })).toEqual(framed);
    expect(scaled({ mode: 'stretch', interpolation })).toEqual([side, side]);
  }
});

it('leaves something of the thinnest image', () => {
  const letterbox = { mode: 'letterbox', colour: [0, 0, 0], interpolation } as const;
  expect(scaledSize(letterbox, { width: 1, height: 5000 }, 32)).toEqual({ width: 1, height: 32 });
});

it('begins the square where torchvision begins a crop, and timm a border', () => {
  // Python rounds halves to even numbers.
  expect([34, 35, 37, 39, 30, 29].map((scaled) => squareBegins(scaled, 32))).toEqual([1, 2, 2, 4, -1, -1]);
});
