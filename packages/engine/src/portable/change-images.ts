import type { ImageChanges, Shape } from '@thaw/core';
import { changeTone } from './change-tone.js';
import { warp } from './warp.js';

/** Changed copies of images, uint8 `[changes.length, height, width, 3]`, RGB, 0–255. `shape` is that of one. */
export function changeImages(images: Uint8Array, shape: Shape, changes: readonly ImageChanges[]): Uint8Array {
  const [height, width] = shape as [number, number, number];
  const changed = new Uint8Array(images.length);
  const bytes = height * width * 3;
  for (const [index, { transform, contrast, brightness }] of changes.entries()) {
    const [source, target] = [images, changed].map((all) => all.subarray(index * bytes, (index + 1) * bytes));
    warp(source!, target!, { width, height }, transform);
    changeTone(target!, contrast, brightness);
  }
  return changed;
}
