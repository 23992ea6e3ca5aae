import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../graph/graph-builder.js';
import { featuresBatch } from './features-batch.js';

const builder = new GraphBuilder('network');
const input = builder.input('images', [256, 256, 4]);
builder.add('GlobalAveragePooling2D', 'pool', {}, input);
const graph = builder.build('pool');
/** 1 MiB an image, twice read and written. */
const perImage = 4 * 2 ** 20;
const batch = (gpuBytes?: number, mostRows = 10_000) =>
  featuresBatch(graph, { outputs: ['pool'], mostRows, gpuBytes });

describe('how many images pass at once', () => {
  it('is 32 without a card', () => {
    expect(batch()).toBe(32);
  });

  it('is as many times that as fit into half of what is free on a card, and never less', () => {
    expect(batch(2 * 300 * perImage)).toBe(256);
    expect(batch(2 * 200 * perImage)).toBe(128);
    expect(batch(2 * 70 * perImage)).toBe(64);
    expect(batch(perImage)).toBe(32);
  });

  it('has no array with more numbers than kernels of a card can count', () => {
    const wide = new GraphBuilder('wide');
    const pixels = wide.input('images', [4096, 4096, 1]);
    wide.add('GlobalAveragePooling2D', 'pool', {}, pixels);
    // 2²⁴ numbers an image: 128 of them have one too many.
    const batchOf = (gpuBytes: number) =>
      featuresBatch(wide.build('pool'), { outputs: ['pool'], mostRows: 10_000, gpuBytes });
    expect(batchOf(1e12)).toBe(64);
  });

  it('is no more than is stored in one piece', () => {
    expect(batch(1e12, 100)).toBe(64);
    expect(batch(1e12, 3)).toBe(32);
  });
});
