import type { Plan, PlanEstimate, PlannedRun, StageEstimate } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { estimateDearest } from './estimate-screening.js';

/** Two runs of each network that share its features, and all the images. */
const seconds: Readonly<Record<string, number>> = {
  images: 1,
  a: 10,
  'a-1': 2,
  'a-2': 2,
  b: 20,
  'b-1': 3,
  'b-2': 3,
  c: 5,
  'c-1': 1,
  'c-2': 1,
};
const run = (network: string, number: number) =>
  ({
    run: { config: { backbone: { name: network } } },
    stages: ['images', network, `${network}-${number}`],
  }) as unknown as PlannedRun;
const plan = { runs: ['a', 'b', 'c'].flatMap((name) => [run(name, 1), run(name, 2)]) } as unknown as Plan;
const estimate = {
  stages: new Map(
    Object.entries(seconds).map(([key, value]) => [
      key,
      {
        seconds: value,
        secondsRange: [value / 2, 2 * value],
        flops: 1,
        memoryBytes: value,
        diskBytes: 1,
      } as unknown as StageEstimate,
    ]),
  ),
} as unknown as PlanEstimate;
const passesOf = (...keys: readonly string[]) =>
  ({
    stages: keys.map((key) => ({ key })),
    stage: (key: string) => (keys.includes(key) ? {} : undefined),
  }) as unknown as Plan;

describe('the most that comes after a screening', () => {
  it('is what the dearest of the networks take, and once what they share', () => {
    const most = estimateDearest({ plan, cached: new Set() }, estimate, { keep: 2, passes: passesOf() });
    expect(most).toMatchObject({
      runs: 4,
      seconds: 1 + (10 + 4) + (20 + 6),
      secondsRange: [20.5, 82],
      memoryBytes: 20,
    });
  });

  it('leaves out what is stored, and the passes that the screening itself makes', () => {
    const cached = new Set(['images', 'a-1']);
    const most = estimateDearest({ plan, cached }, estimate, { keep: 1, passes: passesOf('b', 'c') });
    expect(most).toMatchObject({ runs: 2, stages: 6, toCompute: 2, seconds: 10 + 2 });
  });

  it('goes by operations where the machine is not known yet', () => {
    const untimed = {
      stages: new Map(
        [...estimate.stages].map(([key, { flops, memoryBytes, diskBytes }]) => [
          key,
          { flops: key === 'c' ? 9 : flops, memoryBytes, diskBytes },
        ]),
      ),
    } as unknown as PlanEstimate;
    const most = estimateDearest({ plan, cached: new Set() }, untimed, { keep: 1, passes: passesOf() });
    expect(most).toMatchObject({ runs: 2, flops: 12 });
    expect(most.seconds).toBeUndefined();
  });
});
