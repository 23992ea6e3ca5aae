import { ThawError, type MemoryPlace, type Plan, type PlanEstimate } from '@thaw/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PreparedSweep } from './prepare-sweep.js';
import { refuseTooLarge, roomFor, workersThatFit, type Room } from './refuse-too-large.js';

const memory = {
  weightBytes: 0,
  trainedBytes: 0,
  heldBytes: 0,
  batchBytesPerImage: 0,
  decodedBytesPerImage: 0,
  compiledLayers: 0,
  activationBytesPerImage: 1.5e9,
  fusedBytesPerImage: 1e9,
  largestArray: 2 ** 24,
  pass: 'training' as const,
  batchSize: 32,
};
const stages = [
  { kind: 'features', key: 'f', label: 'features of tiny at pool' },
  { kind: 'train', key: 't', label: 'training of tiny from block1' },
  { kind: 'train', key: 'u', label: 'training of tiny from block1' },
];
const prepared = (cached: readonly string[] = []) =>
  ({ plan: { stages } as unknown as Plan, cached: new Set(cached) }) as unknown as PreparedSweep;
const estimate = {
  stages: new Map(
    stages.map(({ kind, key }) => [
      key,
      {
        diskBytes: 5e9,
        demand: { memory: kind === 'train' ? memory : { ...memory, batchSize: 1, pass: 'inference' } },
      },
    ]),
  ),
  diskBytes: 15e9,
} as unknown as PlanEstimate;
const plenty: Room = { memoryBytes: 1e12, diskBytes: 1e12 };

const refusal = (room: Room, cached?: readonly string[], place: MemoryPlace = 'portable') => {
  try {
    refuseTooLarge(prepared(cached), estimate, place, room);
    return [];
  } catch (error) {
    return (error as ThawError).problems;
  }
};

describe('a sweep that will not fit', () => {
  it('in memory is refused once, however many stages will not, with the largest batch that would', () => {
    const problems = refusal({ ...plenty, memoryBytes: 20e9 });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      code: 'THAW-RUN-TOO-LARGE-FOR-MEMORY',
      message: 'training of tiny from block1 will not fit in memory',
      expected: expect.stringContaining('at most 20.0 GB'),
      found: 'about 79.6 GB, with 32 images in a batch',
    });
    const batchSize = Number(/batchSize: (\d+)/.exec(problems[0]!.remedy!)![1]);
    expect(batchSize).toBeGreaterThan(1);
    expect(batchSize).toBeLessThan(32);
  });

  it('on the GPU is refused by what is free on the card, whatever the host has', () => {
    const problems = refusal({ ...plenty, gpuBytes: 20e9 }, [], 'tensorflow-gpu');
    expect(problems).toMatchObject([
      {
        code: 'THAW-RUN-TOO-LARGE-FOR-MEMORY',
        message: 'training of tiny from block1 will not fit in the memory of the GPU',
        expected: 'at most 20.0 GB, what is free on it',
        found: 'about 33.1 GB, with 32 images in a batch',
        remedy: expect.stringContaining('batchSize: 18, the largest that fits'),
      },
    ]);
    expect(refusal({ ...plenty, memoryBytes: 20e9, gpuBytes: 80e9 }, [], 'tensorflow-gpu')).toEqual([]);
  });

  it('on the GPU is refused where an array has more numbers than kernels can count, with the largest batch that has not', () => {
    const wide = { ...memory, fusedBytesPerImage: 1, batchSize: 128 };
    const of = (each: typeof memory) =>
      ({
        stages: new Map(stages.map(({ key }) => [key, { diskBytes: 0, demand: { memory: each } }])),
        diskBytes: 0,
      }) as unknown as PlanEstimate;
    const refuse = (each: typeof memory) => () =>
      refuseTooLarge(prepared(['f']), of(each), 'tensorflow-gpu', { ...plenty, gpuBytes: 80e9 });
    expect(refuse(wide)).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({
            code: 'THAW-RUN-TOO-LARGE-FOR-MEMORY',
            message: 'training of tiny from block1 has arrays too large for kernels on a GPU',
            expected: 'at most 2147483647 numbers, which TensorFlow counts in 32 bits there',
            found: '2147483648 in the largest, with 128 images in a batch',
            remedy: expect.stringContaining('write batchSize: 127'),
          }),
        ],
      }),
    );
    expect(refuse({ ...wide, batchSize: 127 })).not.toThrow();
  });

  it('on the disk is refused with what takes it', () => {
    expect(refusal({ ...plenty, diskBytes: 12e9 })).toMatchObject([
      {
        code: 'THAW-RUN-TOO-LARGE-FOR-DISK',
        expected: 'at most 12.0 GB, what is free there',
        found: 'about 15.0 GB: 5.0 GB of features, 10.0 GB of checkpoints',
      },
    ]);
  });

  it('tells of memory and disk at once', () => {
    expect(refusal({ memoryBytes: 5e9, diskBytes: 1e9 }).map(({ code }) => code)).toEqual([
      'THAW-RUN-TOO-LARGE-FOR-MEMORY',
      'THAW-RUN-TOO-LARGE-FOR-DISK',
    ]);
  });

  it('is not refused for what is stored', () => {
    expect(refusal({ ...plenty, memoryBytes: 20e9 }, ['t', 'u'])).toEqual([]);
  });
});

it('has as many workers as can each have the memory of the largest stage, and one in any case', () => {
  const workers = (hostBytes: number, gpu?: { gpuBytes: number; gpus: number }) =>
    workersThatFit(4, prepared(), estimate, gpu ? 'tensorflow-gpu' : 'portable', { hostBytes, ...gpu });
  // 79.6 GB each, of nine tenths of what there is.
  expect([1e12, 200e9, 180e9, 100e9, 1e9].map((bytes) => workers(bytes))).toEqual([4, 2, 2, 1, 1]);
  // 29.4 GB each: one on each of four GPUs, two on one of two.
  expect(workers(1e12, { gpuBytes: 40e9, gpus: 4 })).toBe(4);
  expect(workers(1e12, { gpuBytes: 40e9, gpus: 2 })).toBe(2);
  expect(workers(1e12, { gpuBytes: 80e9, gpus: 2 })).toBe(4);
});

it('finds less room than the machine has', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-room-'));
  const room = await roomFor(folder);
  expect(room.memoryBytes).toBeLessThan(totalmem());
  expect(room.memoryBytes).toBeGreaterThan(0);
  expect(room.diskBytes).toBeGreaterThan(0);
  await rm(folder, { recursive: true });
});
