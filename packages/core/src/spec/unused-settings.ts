import { changesImages } from '../augment/image-operations.js';
import type { Problem } from '../errors/problem.js';
import { own } from '../records/own.js';
import { resizeModes } from '../resize/resize-modes.js';
import { stopMethod } from '../schedule/stopping/stop-methods.js';
import { searchMethod } from '../sweep/methods/search-methods.js';
import type { Parameter } from '../sweep/parameter.js';
import { optimizerKinds } from '../training/optimizers/optimizer-kinds.js';
import { scheduleKinds } from '../training/schedules/schedule-kinds.js';
import { defaults } from './defaults.js';
import type { Draft } from './draft.js';
import { labelOf, startsWith, type Keys } from './keys.js';
import { takes } from './kinds.js';
import type { Origin } from './origins.js';
import { unusedMemory } from './resolve-run.js';
import type { PartialSpec } from './spec.js';

interface Use {
  readonly keys: Keys;
  /** Why the setting has no effect; undefined if it has one. */
  readonly unused: string | undefined;
}

/** Warns of settings that were written but matter in no run, such as `nesterov` under adam. */
export function unusedSettings(drafts: readonly Draft[]): readonly Problem[] {
  const used = new Set<string>();
  const unused = new Map<string, Problem>();
  for (const { spec, locate } of drafts) {
    for (const { keys, unused: why } of usesIn(spec)) {
      const place = keys.join('.');
      if (why === undefined) used.add(place);
      else if (!unused.has(place)) unused.set(place, unusedSetting(labelOf(keys), why, locate(keys, 'key')));
    }
  }
  return [...unused].filter(([place]) => !used.has(place)).map(([, problem]) => problem);
}

const unusedSetting = (name: string, why: string, position: Problem['position']): Problem => ({
  code: 'THAW-SPEC-UNUSED-SETTING',
  message: `${name} has no effect: ${why}`,
  ...(position && { position }),
  remedy: 'take it away',
});

function usesIn(spec: PartialSpec): readonly Use[] {
  const { data, memory, phases = [], schedule, sweep } = spec;
  const { variants, ...augment } = data?.augment ?? {};
  return [
    ...(memory === 'rematerialise' ? [{ keys: ['memory'], unused: unusedMemory(spec) }] : []),
    ...(variants === undefined
      ? []
      : [
          {
            keys: ['data', 'augment', 'variants'],
            unused: changesImages(augment) ? undefined : 'nothing is augmented',
          },
        ]),
    ...usesInResize(data?.resize),
    ...(schedule?.within === undefined
      ? []
      : [
          {
            keys: ['schedule', 'within'],
            unused: schedule.catchUp === 'none' ? 'no night is caught up' : undefined,
          },
        ]),
    ...usesInSweep(sweep),
    ...phases.flatMap((phase, index) => (phase ? usesInPhase(phase, ['phases', index]) : [])),
  ];
}

function usesInResize(resize: NonNullable<PartialSpec['data']>['resize']): readonly Use[] {
  if (typeof resize !== 'object' || resize.mode === undefined) return [];
  const { mode, ...settings } = resize;
  const taken = mode === 'auto' ? [] : ['interpolation', resizeModes[mode].setting];
  const why = mode === 'auto' ? 'auto takes what the network was trained with' : `${mode} does not use it`;
  return Object.keys(settings).map((key) => ({
    keys: ['data', 'resize', key],
    unused: taken.includes(key) ? undefined : why,
  }));
}

function usesInSweep({
  method: name = defaults.sweep.method,
  objective: _,
  parameters = {},
  together: __,
  include: ___,
  exclude: ____,
  from,
  budget: _____,
  stop,
  ...settings
}: NonNullable<PartialSpec['sweep']> = {}): readonly Use[] {
  const method = searchMethod(name);
  const whyUnused = (key: string) => own(method.unused, key) ?? `${name} does not use it`;
  const ranges = Object.entries(parameters).filter(([, space]) => space && 'steps' in space);
  return [
    ...Object.keys(settings).map((key) => ({
      keys: ['sweep', key],
      unused: takes(method, key) ? undefined : whyUnused(key),
    })),
    ...(from === undefined
      ? []
      : [
          {
            keys: ['sweep', 'from'],
            unused: method.learns
              ? undefined
              : `${name} does not learn, and what is stored is not computed again`,
          },
        ]),
    ...unusedToStop(stop),
    ...ranges.map(([path]) => ({
      keys: ['sweep', 'parameters', path, 'steps'],
      unused: method.draws ? whyUnused('steps') : undefined,
    })),
  ];
}

const unusedToStop = (stop: NonNullable<PartialSpec['sweep']>['stop']): readonly Use[] =>
  Object.keys(stop ?? {}).flatMap((key) => {
    if (stop?.method === undefined || key === 'method' || key === 'phase') return [];
    const isTaken = takes(stopMethod(stop.method), key);
    return { keys: ['sweep', 'stop', key], unused: isTaken ? undefined : `${stop.method} does not use it` };
  });

type PartialPhase = NonNullable<NonNullable<PartialSpec['phases']>[number]>;

function usesInPhase({ trainable, batchNorm, optimizer }: PartialPhase, at: Keys): readonly Use[] {
  const { name = defaults.optimizer.name, learningRate: _, schedule, ...settings } = optimizer ?? {};
  const curve = typeof schedule === 'object' ? (schedule.name ?? defaults.schedule.name) : undefined;
  const frozen = (trainable ?? defaults.trainable) === 'none';
  return [
    ...(batchNorm === 'train'
      ? [{ keys: [...at, 'batchNorm'], unused: frozen ? 'nothing of the backbone trains' : undefined }]
      : []),
    ...Object.keys(settings).map((key) => ({
      keys: [...at, 'optimizer', key],
      unused: takes(optimizerKinds[name], key) ? undefined : `${name} does not use it`,
    })),
    ...(typeof schedule === 'object' && curve
      ? Object.keys(schedule)
          .filter((key) => key !== 'name')
          .map((key) => ({
            keys: [...at, 'optimizer', 'schedule', key],
            unused: takes(scheduleKinds[curve], key) ? undefined : `${curve} does not use it`,
          }))
      : []),
  ];
}

/** Warns of overrides that every run overwrites with a swept value. */
export const sweptOverrides = (
  overrides: readonly Origin[],
  parameters: readonly Parameter[],
): readonly Problem[] =>
  overrides.flatMap(({ keys, locate }) => {
    const sweeper = parameters.find(({ setting }) => startsWith(keys, setting.keys));
    if (!sweeper) return [];
    const { path } = sweeper.setting;
    return {
      ...unusedSetting(labelOf(keys), `the sweep sets ${path}`, locate([], 'key')),
      remedy: `write \`--set sweep.parameters.${path}=[…]\` to sweep other values`,
    };
  });
