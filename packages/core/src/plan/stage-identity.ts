import { contentHash } from '../hash/content-hash.js';
import { own } from '../records/own.js';
import { stageVersions, type Stage, type StageKind } from './stage.js';

/** A stage before it has a name, and before it is known who else needs it. */
export type StageDraft = DraftOf<Stage>;
type DraftOf<Each> = Each extends Stage ? Omit<Each, 'key' | 'runs'> : never;

type StageOf<Kind extends Stage['kind']> = Extract<Stage, { kind: Kind }>;

type Field<Kind extends Stage['kind']> = Exclude<keyof StageOf<Kind>, 'kind' | 'key' | 'runs'>;

/**
 * What becomes of each field of a stage. `keyed` is part of its key; a text says why the field is left out; a function
 * says which part of it counts; `for parents` are names that are part of it instead of the parents that they are given to.
 */
type Identity<Kind extends Stage['kind']> = {
  readonly [Name in Field<Kind>]:
    'keyed' | 'for parents' | LeftOut | ((value: NonNullable<StageOf<Kind>[Name]>) => unknown);
};
type LeftOut = { readonly because: string };

const because = (reason: string): LeftOut => ({ because: reason });
const label = because('it is for people');
const work = because('it is an estimate');
const isParent = because('its key is among the parents');

/** The compiler demands an entry for every field of every kind. */
export const stageIdentities: { readonly [Kind in Stage['kind']]: Identity<Kind> } = {
  dataset: {
    parents: 'keyed',
    index: 'keyed',
    data: because('a moved dataset is the same dataset; the index holds what lies in it'),
    label,
    work,
  },
  features: {
    parents: because('features depend on what an image holds, not on labels, names or splits (ADR 5)'),
    wanted: because('it is a collection, of which everybody reads the images that they need (ADR 17)'),
    graphHash: 'keyed',
    resize: 'keyed',
    weights: 'keyed',
    outputs: 'keyed',
    precision: 'keyed',
    compile: 'keyed',
    storedAs: 'keyed',
    pool: 'keyed',
    augmented: 'keyed',
    backbone: because('graph and weights say all that is computed'),
    seed: because('drawn weights have it in their identity, and nothing else depends on it'),
    label,
    work,
  },
  train: {
    parents: 'keyed',
    head: 'keyed',
    loss: 'keyed',
    batchSize: 'keyed',
    precision: 'keyed',
    memory: 'keyed',
    compile: 'keyed',
    split: 'keyed',
    seeds: 'keyed',
    phase: 'keyed',
    phaseIndex: 'keyed',
    trainable: 'keyed',
    // Copies were once drawn from an image's place in the index; what was trained on those is not to be found.
    augment: (augment) => (augment.variants === undefined ? augment : { ...augment, drawnFrom: 'contents' }),
    weights: 'keyed',
    epochs: 'keyed',
    previous: ({ reading }) => reading,
    dataset: isParent,
    features: isParent,
    augmentedFeatures: isParent,
    reads: 'for parents',
    variants: because('what is read of the copies says it'),
    backbone: because('the features’ key holds its graph'),
    inputs: because('the features’ key holds the cut'),
    above: because('it follows from the cut'),
    readings: because('a trajectory does not depend on how it is read (ADR 4)'),
    label,
    work,
  },
  evaluate: {
    parents: 'keyed',
    reading: 'keyed',
    on: 'keyed',
    train: isParent,
    label,
    work,
  },
};

/** Names a stage's result by all that it depends on. */
export const stageKey = (kind: StageKind, settings: unknown, parents: readonly string[]): string =>
  contentHash([kind, stageVersions[kind], settings, parents]);

/**
 * The key of a stage: everything that the stage says but what its identity leaves out. A field that nobody has thought
 * of is therefore part of it: to forget one computes again, and never shares wrongly.
 */
export function keyOfStage({ kind, parents, ...stage }: StageDraft): string {
  const identity: Readonly<Record<string, unknown>> = stageIdentities[kind];
  const settings = Object.entries(stage).flatMap(([name, value]): [string, unknown][] => {
    const part = own(identity, name) ?? 'keyed';
    if (part === 'keyed') return [[name, value]];
    return typeof part === 'function' && value !== undefined
      ? [[name, (part as (value: unknown) => unknown)(value)]]
      : [];
  });
  const names = 'reads' in stage ? stage.reads : {};
  const madeFrom = identity['parents'] === 'keyed' ? parents.map((key) => own(names, key) ?? key) : [];
  return stageKey(kind, Object.fromEntries(settings), madeFrom);
}
