import type { Problem } from '../../errors/problem.js';
import type { MetricName } from '../../task/metrics.js';
import type { ScheduleKind } from '../../training/schedules/schedule-kind.js';
import { scheduleKinds } from '../../training/schedules/schedule-kinds.js';
import { defaults } from '../defaults.js';
import type { Keys } from '../keys.js';
import { withDefaults } from '../kinds.js';
import type { PartialSpec } from '../spec.js';
import { writtenObjectives } from '../written-objectives.js';
import type { Check } from './check.js';

/** A manifest may say which images are for validation; what it says is known only when it is read. */
export const hasValidation = ({ data }: PartialSpec): boolean =>
  data?.manifest !== undefined ||
  data?.split?.folds !== undefined ||
  (data?.split?.validation ?? defaults.split.validation) > 0;

export const imagesAreLeftToTrain: Check = ({ data }, { locate }) => {
  const { folds, ...shares } = { ...defaults.split, ...data?.split };
  const { validation, test } = folds === undefined ? shares : { validation: 0, test: shares.test };
  if (validation + test < 1) return [];
  return [
    {
      code: 'THAW-SPEC-NO-TRAINING-IMAGES',
      message: 'this split leaves no images to train on',
      position: locate(['data', 'split'], 'key'),
      expected: 'validation + test < 1',
      found: `${validation} + ${test}`,
      remedy: 'lower one of the shares, for example `split: { validation: 0.2, test: 0.1 }`',
    },
  ];
};

/** `val_…` is measured on validation images, so there must be some. */
export const watchedMetricsExist: Check = (spec, { locate }) =>
  hasValidation(spec)
    ? []
    : watchedMetrics(spec)
        .filter(({ metric }) => metric.startsWith('val_'))
        .map(({ metric, keys }): Problem => ({
          code: 'THAW-SPEC-NO-VALIDATION',
          message: `${metric} needs validation images, and there are none`,
          position: locate(keys, 'value'),
          expected: 'data.split.validation > 0, or a metric of the training images',
          found: 'data.split.validation: 0',
          remedy: `write for example \`validation: 0.2\`, or \`metric: ${metric.slice('val_'.length)}\``,
        }));

interface Watched {
  readonly metric: string;
  readonly keys: Keys;
}

function watchedMetrics({ phases = [], sweep }: PartialSpec): readonly Watched[] {
  return [
    ...phases.flatMap((phase, index) => {
      const schedule = phase?.optimizer?.schedule;
      const at = ['phases', index];
      return [
        ...(phase?.stop
          ? [{ metric: phase.stop.metric ?? defaults.stop.metric, keys: [...at, 'stop', 'metric'] }]
          : []),
        ...watchedBySchedule(schedule, [...at, 'optimizer', 'schedule']),
      ];
    }),
    ...writtenObjectives(sweep).flatMap(({ metric, keys }) =>
      metric === undefined ? [] : [{ metric, keys: [...keys, 'metric'] }],
    ),
  ];
}

type PartialPhase = NonNullable<NonNullable<PartialSpec['phases']>[number]>;

/** A schedule watches a metric if that is one of its settings. */
function watchedBySchedule(
  written: NonNullable<PartialPhase['optimizer']>['schedule'],
  keys: Keys,
): readonly Watched[] {
  const schedule = typeof written === 'string' ? { name: written } : written;
  if (schedule?.name === undefined) return [];
  const { settings }: ScheduleKind = scheduleKinds[schedule.name];
  const { metric } = withDefaults(settings, schedule) as { readonly metric?: MetricName };
  if (metric === undefined) return [];
  return [{ metric, keys: typeof written === 'string' ? keys : [...keys, 'metric'] }];
}
