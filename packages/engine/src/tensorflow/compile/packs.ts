import type { Shape } from '@thaw/core';
import { lengthOf } from '../session/packed-arrays.js';
import type { Packed } from '../session/variables.js';

/**
 * Longer ones are changed alone: gradients that are changed together are copied next to each other first, which costs more
 * than it saves where they are large.
 */
export const smallLength = 16_384;

/** 64 bytes. Parts that begin at a multiple of it are read where they lie. */
const alignedLength = 16;

/**
 * Puts small weights that one operation can change in one variable: a network has a hundred biases and more, and to begin an
 * operation takes longer than to change so few numbers.
 */
export function packTrained(paths: readonly string[], shapes: ReadonlyMap<string, Shape>): Packed[] {
  return paths.map((path) => {
    const shape = shapes.get(path)!;
    const length = lengthOf(shape);
    const isPacked = length <= smallLength && length % alignedLength === 0;
    return { path, shape, pack: isPacked ? 'trained' : path };
  });
}
