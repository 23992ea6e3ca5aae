import { describe, expect, it } from 'vitest';
import { backbones } from '../spec/backbones.fixture.js';
import { planSweep } from './plan-sweep.js';
import { base, facts } from './small-run.fixture.js';
import { keyOfStage, stageIdentities, type StageDraft } from './stage-identity.js';
import type { Stage } from './stage.js';

const augment = { flip: 'horizontal', rotate: 0, zoom: 0, shift: 0, brightness: 0, contrast: 0 } as const;

/** Stages of every kind, which between them have every field that there is. */
const stages = [
  base,
  {
    ...base,
    precision: 'bfloat16',
    memory: 'rematerialise',
    compile: 'always',
    features: { precision: 'float16' },
  } as const,
  { ...base, data: { ...base.data, augment } },
  { ...base, data: { ...base.data, resize: { mode: 'stretch', interpolation: 'bicubic' } as const } },
  { ...base, repeat: { number: 2, redraw: ['head'] } as const },
  { ...base, data: { ...base.data, augment: { ...augment, variants: 2 } } },
  {
    ...base,
    phases: base.phases.map((phase) => ({
      ...phase,
      schedule: { name: 'cosine', warmupEpochs: 0, minimum: 0 } as const,
    })),
  },
].flatMap(
  (config) =>
    planSweep({
      runs: [{ id: 'run', name: '', parameters: {}, config }],
      backbones,
      datasetOf: () => facts,
      weightsOf: () => 'imagenet',
    }).stages,
);

const draftOf = ({ key: _key, runs: _runs, ...draft }: Stage) => draft as StageDraft;

const fields = Object.entries(stageIdentities).flatMap(([kind, identity]) =>
  Object.entries(identity).map(([name, part]) => ({
    kind: kind as Stage['kind'],
    name,
    isKeyed: part === 'keyed' || part === 'for parents' || typeof part === 'function',
  })),
);

describe('the key of a stage', () => {
  it('is made of the stage that is planned', () => {
    for (const stage of stages) expect(keyOfStage(draftOf(stage))).toBe(stage.key);
  });

  it('is decided about for every field that a planned stage has', () => {
    for (const stage of stages) {
      const decided = Object.keys(stageIdentities[stage.kind]);
      expect(decided).toEqual(
        expect.arrayContaining(Object.keys(draftOf(stage)).filter((name) => name !== 'kind')),
      );
    }
  });

  it.each(fields)('of $kind changes with $name: $isKeyed', ({ kind, name, isKeyed }) => {
    const stage = stages.find((each) => each.kind === kind && name in each)!;
    const changed = { ...draftOf(stage), [name]: another(stage[name as keyof Stage]) } as StageDraft;
    expect(keyOfStage(changed) !== stage.key).toBe(isKeyed);
  });

  it('changes with a field that nobody has thought of: to forget one computes again, and never shares wrongly', () => {
    const stage = stages.find(({ kind }) => kind === 'train')!;
    const changed = Object.assign(draftOf(stage), { clipNorm: 1 });
    expect(keyOfStage(changed)).not.toBe(stage.key);
  });

  it('of features leaves out whose images are wanted; that of a training says which images it reads', () => {
    const features = stages.find(({ kind }) => kind === 'features')!;
    const wanted = [{ dataset: 'another', data: { root: '/elsewhere' } }];
    expect(keyOfStage({ ...draftOf(features), wanted } as StageDraft)).toBe(features.key);
    const train = stages.find((each) => each.kind === 'train' && each.features === features.key)!;
    const reads = { [features.key]: 'other images' };
    expect(keyOfStage({ ...draftOf(train), reads } as StageDraft)).not.toBe(train.key);
  });

  it('of a training holds how the phase before is read, and its key once', () => {
    const stage = stages.find((each) => each.kind === 'train' && each.previous !== undefined)!;
    const draft = draftOf(stage) as Extract<StageDraft, { kind: 'train' }>;
    const previous = { ...draft.previous!, key: 'another' };
    expect(keyOfStage({ ...draft, previous })).toBe(stage.key);
    expect(keyOfStage({ ...draft, previous: { ...previous, reading: { epochs: 99 } } })).not.toBe(stage.key);
  });
});

/** Another value of the same shape, different at every leaf. */
function another(value: unknown): unknown {
  if (Array.isArray(value)) return [...value, 'another'];
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, another(member)]));
  return typeof value === 'number' ? value + 1 : `another ${String(value)}`;
}
