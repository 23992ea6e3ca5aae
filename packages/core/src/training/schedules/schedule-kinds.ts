import type { Chosen } from '../../spec/kinds.js';
import { constant } from './constant.js';
import { cosine } from './cosine.js';
import { exponential } from './exponential.js';
import { plateau } from './plateau.js';
import type { ScheduleKind } from './schedule-kind.js';

/** Every schedule of the learning rate, by its name in a spec. */
export const scheduleKinds = {
  constant,
  cosine,
  exponential,
  plateau,
} as const satisfies Record<string, ScheduleKind>;

/** A schedule with all its settings. */
export type Schedule = Chosen<typeof scheduleKinds>;

export const scheduleKind = ({ name }: Schedule): ScheduleKind => scheduleKinds[name];
