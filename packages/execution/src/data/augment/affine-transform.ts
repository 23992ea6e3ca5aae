import type { AffineTransform } from '@thaw/core';
import type { DrawnChanges } from './draw-changes.js';

/**
 * Mirroring, turning, zooming and shifting around the centre of a square image as one map, so that pixels are
 * interpolated only once.
 */
export function affineTransform(
  { mirrored, degrees, zoom, shift }: Pick<DrawnChanges, 'mirrored' | 'degrees' | 'zoom' | 'shift'>,
  size: number,
): AffineTransform {
  const radians = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians) / zoom, Math.sin(radians) / zoom];
  const [signX, signY] = [mirrored.horizontally ? -1 : 1, mirrored.vertically ? -1 : 1];
  const [a, b, d, e] = [signX * cos, signX * sin, -signY * sin, signY * cos];
  const centre = (size - 1) / 2;
  /** Where the centre comes to lie. */
  const [x, y] = [centre + shift.x * size, centre + shift.y * size];
  return [a, b, centre - a * x - b * y, d, e, centre - d * x - e * y];
}
