import { describe, expect, it } from 'vitest';
import { planSweep } from '../plan/plan-sweep.js';
import { base, extract, facts, fineTune } from '../plan/small-run.fixture.js';
import { backbones } from '../spec/backbones.fixture.js';
import type { RunConfig } from '../spec/run-config.js';
import { searchMethod } from '../sweep/methods/search-methods.js';
import type { Run } from '../sweep/run.js';
import { listedSearch, type ParameterValues, type Search } from '../sweep/search.js';
import { searchSpace } from '../sweep/search-space.js';
import { runsBy } from './carry-out.fixture.js';
import { followEpochs, Kept } from './follow-epochs.fixture.js';
import { searchedRuns, type RunEpoch, type RunSource, type Stopping } from './run-source.js';
import type { StoppingRule } from './stopping/stop-method.js';
import { stopMethods, type StopMethodName } from './stopping/stop-methods.js';

const runAt = ({ head, rate }: ParameterValues): Run => ({
  id: `${String(head)}/${Number(rate).toPrecision(3)}`,
  name: '',
  parameters: {},
  config: {
    ...base,
    head: { ...base.head, dropout: Number(head) },
    phases: [
      { ...extract, epochs: 4 },
      { ...fineTune, learningRate: Number(rate), epochs: 8 },
    ],
  },
});
/** Worse the further the rate is from 1e-4, and the more dropout; falls with the epochs, of fine-tuning from the fifth on. */
const lossOf = ({ head, phases }: RunConfig, step: number): number => {
  const off = Math.abs(Math.log10(phases[1]!.learningRate) + 4);
  return head.dropout + 1 / step + (step > 4 ? off * (1 - 1 / (step - 3)) : 0);
};

const space = searchSpace([
  { paths: ['head'], space: { kind: 'choice', values: [0, 0.1, 0.4] }, when: [] },
  { paths: ['rate'], space: { kind: 'logUniform', low: 1e-7, high: 1e-1 }, when: [] },
]);
const tpe = (): Search => searchMethod('tpe').create(space, { runs: 18, startup: 8 }, 3);
const rule = (name: StopMethodName, phase?: string): Stopping => ({
  rule: stopMethods[name].create({ after: 1, startup: 4, factor: 3, chance: 0.05 }),
  ...(phase !== undefined && { phase }),
});

function follow(search: Search, stopping: Stopping | undefined, kept = new Kept(), until?: number) {
  const plan = planSweep({ runs: [], backbones, datasetOf: () => facts, weightsOf: () => 'imagenet' });
  for (const point of search.certain()) plan.add(runAt(point));
  const objective = { metric: 'val_loss', goal: 'minimize' } as const;
  const source = searchedRuns({ search, runsAt: runsBy(runAt), objective, stopping });
  return followEpochs({ plan, source, kept, lossOf, ...(until !== undefined && { until }) });
}

describe.each([
  ['median', undefined],
  ['successiveHalving', undefined],
  ['successiveHalving', 'fine-tune'],
  ['curve', 'fine-tune'],
] as const)('a sweep that %s stops, judged in %s', (name, phase) => {
  const alone = follow(tpe(), rule(name, phase));

  it('trains less, and finds what it would have found', () => {
    const whole = follow(tpe(), undefined);
    expect(alone.trained).toBeLessThan(whole.trained);
    expect(alone.ends.some((end) => end.includes('stopped'))).toBe(true);
    expect(alone.ends.some((end) => end.includes('finished'))).toBe(true);
  });

  it('killed after any number of its epochs goes on as it would have gone on, and trains none of them twice', () => {
    for (let until = 1; until < alone.trained; until += 19) {
      const kept = new Kept();
      const killed = follow(tpe(), rule(name, phase), kept, until);
      expect(killed.isKilled).toBe(true);
      expect(alone.ends.slice(0, killed.ends.length)).toEqual(killed.ends);
      const after = follow(tpe(), rule(name, phase), kept);
      expect(after.ends).toEqual(alone.ends);
      expect(killed.trained + after.trained).toBe(alone.trained);
    }
  });

  it('executed again decides the same, and trains nothing', () => {
    const kept = new Kept();
    follow(tpe(), rule(name, phase), kept);
    expect(follow(tpe(), rule(name, phase), kept)).toEqual({ ends: alone.ends, trained: 0, isKilled: false });
  });
});

it('a run that is promoted goes on from where it was stopped', () => {
  const points = [1e-4, 1e-6, 1e-7, 3e-5, 1e-2, 2e-2].map((rate) => ({ head: 0, rate }));
  const { ends, trained } = follow(listedSearch(points), rule('successiveHalving', 'fine-tune'));
  // Fine-tuning has rungs after epochs 1 and 3, of all 5 and 7; of six that have come to the first the two best go on.
  expect(ends).toEqual([
    ...['0/0.000100 finished at 12', '0/0.00000100 stopped at 5', '0/1.00e-7 stopped at 5'],
    ...['0/0.0000300 stopped at 5', '0/0.0100 stopped at 5', '0/0.0200 stopped at 5'],
    '0/0.0000300 stopped at 7',
  ]);
  // The head is trained once, and no epoch twice.
  expect(trained).toBe(4 + 8 + 4 * 1 + 3);
});

it('a search is told how far a run had come that was stopped, and of what it came to once it went on', () => {
  const told: unknown[] = [];
  const points = [1e-4, 1e-6, 3e-5, 1e-7, 1e-2, 2e-2].map((rate) => ({ head: 0, rate }));
  const search = { ...listedSearch(points), tell: (...args: unknown[]) => told.push(args.slice(1)) };
  follow(search, rule('successiveHalving', 'fine-tune'));
  const one = expect.any(Number);
  expect(told.slice(0, 2)).toEqual([[one], [undefined, { step: 1, value: one }]]);
  expect(told.at(-1)).toEqual([undefined, { step: 3, value: one }]);
});

it('has runs judged by values that are better the smaller they are, in all phases or in one', () => {
  const judged: unknown[] = [];
  const alone = { before: [], parts: 1 };
  const rule: StoppingRule = {
    judge(_, epoch) {
      judged.push(epoch);
      return epoch.step > 1 ? 'stop' : 'go-on';
    },
  };
  const objective = { metric: 'val_accuracy', goal: 'maximize' } as const;
  const sourceBy = (phase?: string) => {
    const stopping = { rule, ...(phase !== undefined && { phase }) };
    return searchedRuns({
      search: listedSearch([{ head: 0, rate: 1e-3 }]),
      runsAt: runsBy(runAt),
      objective,
      stopping,
    });
  };
  const epochs: readonly RunEpoch[] = [
    { step: 4, phase: 'extract', epoch: 4, isLast: true, trained: 'a:4', metrics: { val_accuracy: 0.5 } },
    { step: 5, phase: 'fine-tune', epoch: 1, isLast: false, trained: 'b:1', metrics: {} },
    { step: 6, phase: 'fine-tune', epoch: 2, isLast: true, trained: 'b:2', metrics: { val_accuracy: NaN } },
  ];
  const verdicts = (source: RunSource) => {
    const run = source.next() as Run;
    return epochs.map((epoch) => source.judge!(run, epoch));
  };
  expect(verdicts(sourceBy())).toEqual(['stop', 'stop', 'stop']);
  expect(verdicts(sourceBy('fine-tune'))).toEqual(['go-on', 'go-on', 'stop']);
  expect(judged).toEqual([
    { step: 4, of: 12, value: -0.5, isLast: false, trained: 'a:4', ...alone },
    { step: 5, of: 12, value: undefined, isLast: false, trained: 'b:1', ...alone },
    { step: 6, of: 12, value: undefined, isLast: true, trained: 'b:2', ...alone },
    { step: 1, of: 8, value: undefined, isLast: false, trained: 'b:1', ...alone },
    { step: 2, of: 8, value: undefined, isLast: true, trained: 'b:2', ...alone },
  ]);
  expect(searchedRuns({ search: listedSearch([]), runsAt: runsBy(runAt), objective }).judge).toBeUndefined();
});
