import { describe, expect, it } from 'vitest';
import { base, extract, fineTune } from '../plan/small-run.fixture.js';
import type { Plan } from '../plan/plan.js';
import { seededRandom } from '../random/random.js';
import { plan } from './listed-runs.fixture.js';
import { leastMakespan, makespan } from './makespan.js';

/** Four networks of sizes of their own; of each a head that five fine-tunings share with five seeds. */
const runs = (count: number) =>
  plan(
    Array.from({ length: count }, (_, index) => ({
      ...base,
      seed: Math.floor(index / 20),
      backbone: { ...base.backbone, imageSize: 32 + 4 * (index % 4) },
      phases: [extract, { ...fineTune, learningRate: (index + 1) * 1e-6 }],
    })),
  );
const secondsIn = (all: Plan) => (key: string) => {
  const stage = all.stage(key)!;
  const size = 'backbone' in stage ? stage.backbone.imageSize / 32 : 1;
  // What comes along in the pass of other features takes no time of its own.
  if (stage.kind === 'features' && !stage.pool) return 0;
  return { dataset: 1, features: 60, train: 20, evaluate: 2 }[stage.kind] * size;
};

describe('how long a hundred runs take ten workers', () => {
  const all = runs(100);
  const of = { plan: all, stored: [], places: 10, secondsOf: secondsIn(all) };
  const { chain, share, least } = leastMakespan(of);
  const alone = makespan(of);

  it('is hardly more than no schedule could do without', () => {
    expect(alone).toBeGreaterThanOrEqual(least);
    expect(alone).toBeLessThan(chain + share);
    expect(alone).toBeLessThan(1.08 * least);
  });

  it('cannot be less than its longest chain, nor than all of it divided among the workers', () => {
    expect(least).toBeGreaterThan(chain);
    expect(least).toBeGreaterThan(share);
  });

  it('is a chain of stages where there is a worker for each, and all of them for one', () => {
    expect(makespan({ ...of, places: 1000 })).toBeCloseTo(chain, 3);
    const one = leastMakespan({ ...of, places: 1 });
    expect(makespan({ ...of, places: 1 })).toBeCloseTo(one.share, 6);
    expect(one.least).toBeCloseTo(one.share, 6);
  });

  it('grows by what workers that die and tasks that are given back cost, and by no more than a task beside', () => {
    const random = seededRandom(7);
    let lost = 0;
    const lasts = (_: unknown, seconds: number) => {
      const again = random() < 0.2 ? seconds * random() + 60 : 0;
      lost += again;
      return seconds + again;
    };
    const troubled = makespan({ ...of, lasts });
    expect(lost).toBeGreaterThan(share);
    expect(troubled).toBeGreaterThan(alone);
    expect(troubled).toBeLessThan(alone + lost / 10 + 3 * 60);
  });

  it('leaves nothing to what is stored', () => {
    const stored = all.stages.map(({ key }) => key);
    expect(makespan({ ...of, stored })).toBe(0);
    expect(leastMakespan({ ...of, stored }).share).toBe(0);
  });
});
