import { describe, expect, it } from 'vitest';
import { largestBatch, peakMemory, type MemoryPlace } from './memory-model.js';
import { noDemand, type MemoryDemand } from './stage-demand.js';

const demand: MemoryDemand = {
  ...noDemand.memory,
  weightBytes: 90e6,
  trainedBytes: 200e6,
  heldBytes: 50e6,
  batchBytesPerImage: 150_528,
  decodedBytesPerImage: 150_528,
  activationBytesPerImage: 100e6,
  fusedBytesPerImage: 50e6,
  pass: 'training',
  batchSize: 32,
};

describe.each(['portable', 'tensorflow', 'gpu'] as const)('the memory of %s', (engine) => {
  it('names the largest batch that fits, and not one more', () => {
    const limit = 4e9;
    const batchSize = largestBatch(demand, engine, limit);
    expect(batchSize).toBeGreaterThan(1);
    expect(peakMemory({ ...demand, batchSize }, engine)).toBeLessThanOrEqual(limit);
    expect(peakMemory({ ...demand, batchSize: batchSize + 1 }, engine)).toBeGreaterThan(limit);
  });

  it('says so when not even one image fits', () => {
    expect(largestBatch(demand, engine, 200e6)).toBe(0);
  });
});

it('a card holds the pixels of one batch, and the process those that are decoded ahead', () => {
  const decoded = { ...noDemand.memory, decodedBytesPerImage: 1e6, batchSize: 32 };
  const bytes = (place: MemoryPlace) => peakMemory(decoded, place) - peakMemory(noDemand.memory, place);
  expect(bytes('gpu')).toBeCloseTo(32e6);
  for (const place of ['portable', 'tensorflow', 'tensorflow-gpu'] as const)
    expect(bytes(place)).toBeCloseTo(6 * 32e6);
});

it('XLA compiles in the process, on a GPU too, and the more the larger a graph is', () => {
  const compiled = { ...noDemand.memory, compiledLayers: 100 };
  const bytes = (place: MemoryPlace) => peakMemory(compiled, place) - peakMemory(noDemand.memory, place);
  expect(bytes('tensorflow')).toBeCloseTo(330e6);
  expect(bytes('tensorflow-gpu')).toBeCloseTo(330e6);
  expect(bytes('gpu')).toBe(0);
});
