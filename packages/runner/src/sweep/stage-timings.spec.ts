import type { BaseSpeed, Plan, PlanEstimate, Stage, StageEstimate } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { StageTimings } from './stage-timings.js';

const never = { matrixFlops: Infinity, depthwiseFlops: Infinity, elementBytes: Infinity };
/** A second for each image, and nothing else. */
const speed: BaseSpeed = {
  forward: never,
  training: never,
  secondsPerStep: 1,
  secondsPerStage: 0,
  secondsPerLayer: 0,
  decodesBeside: false,
  secondsPerImage: 1,
  secondsPerImageByte: 0,
  secondsPerAugmentedPixel: 0,
  secondsPerWrite: 0,
  diskBytes: Infinity,
};
const none = { matrixFlops: 0, depthwiseFlops: 0, elementBytes: 0 };
const demand = {
  forward: none,
  training: none,
  decodedBytes: 0,
  loadedLayers: 0,
  codes: [] as StageEstimate['demand']['codes'],
  augmentedPixels: 0,
  writtenBytes: 0,
  writes: 0,
};
const stages = [
  { kind: 'features', key: 'features', backbone: { name: 'tiny' } },
  {
    kind: 'train',
    key: 'train',
    backbone: { name: 'tiny' },
    above: ['block3'],
    readings: [{ epochs: 10 }],
  },
  { kind: 'evaluate', key: 'evaluate', train: 'train' },
] as unknown as Stage[];
const plan: Plan = { stages, runs: [], stage: (key) => stages.find((stage) => stage.key === key) };
const estimate = {
  stages: new Map([
    ['features', { demand: { ...demand, decodedImages: 100, steps: 0 } } as StageEstimate],
    ['train', { demand: { ...demand, decodedImages: 0, steps: 100 } } as StageEstimate],
    ['evaluate', { demand: { ...demand, decodedImages: 0, steps: 2 } } as StageEstimate],
  ]),
} as unknown as PlanEstimate;

const started = (key: string) => ({ type: 'stage-started', key }) as SweepEvent;
const epoch = (stage = 'train') => ({ type: 'epoch', stage }) as SweepEvent;
const ended = (key: string, seconds: number, status = 'computed') =>
  ({ type: 'stage-ended', key, status, seconds }) as SweepEvent;

function ratiosOf(...events: SweepEvent[]) {
  const timings = new StageTimings(() => true);
  events.forEach((event) => timings.add(event));
  return timings.ratios(plan, estimate, speed);
}

describe('the timings of stages', () => {
  it('are compared with what was computed, by the kind of work', () => {
    expect(ratiosOf(started('features'), ended('features', 150), ended('evaluate', 1))).toEqual([
      { key: 'features tiny', ratio: 1.5 },
      { key: 'evaluate tiny', ratio: 0.5 },
    ]);
  });

  it('count a training as far as it went', () => {
    expect(ratiosOf(started('train'), epoch(), epoch(), ended('train', 40))).toEqual([
      { key: 'train tiny', ratio: 2 },
    ]);
  });

  it('keep stages apart that are under way at once', () => {
    const events = [started('train'), started('other'), epoch(), epoch('other'), epoch('other'), epoch()];
    expect(ratiosOf(...events, ended('other', 9), ended('train', 40))).toEqual([
      { key: 'train tiny', ratio: 2 },
    ]);
  });

  it('count of a training that was broken off and begun again what it did since', () => {
    const before = [started('train'), epoch(), epoch(), ended('train', 30, 'broken-off')];
    expect(ratiosOf(...before, started('train'), epoch(), ended('train', 20))).toEqual([
      { key: 'train tiny', ratio: 2 },
    ]);
  });

  it('leave out what was seen while other work kept the machine busy', () => {
    const busy = new StageTimings(() => false);
    [started('features'), ended('features', 150)].forEach((event) => busy.add(event));
    expect(busy.ratios(plan, estimate, speed)).toEqual([]);
  });

  it('leave out a pass over the few images that were added', () => {
    const few = { ...demand, decodedImages: 10, steps: 1 };
    const timings = new StageTimings(() => true);
    timings.add(ended('features', 40));
    const stages = new Map(estimate.stages).set('features', { demand: few } as StageEstimate);
    expect(timings.ratios(plan, { ...estimate, stages }, speed)).toEqual([]);
  });

  it('leave out what was stored, what failed and what was over at once', () => {
    expect(
      ratiosOf(ended('features', 9, 'reused'), ended('evaluate', 9, 'failed'), ended('features', 0.01)),
    ).toEqual([]);
  });
});
