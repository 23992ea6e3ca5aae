import { cronProblem } from '../nights/cron.js';
import { nightSchedule, type NightSchedule } from '../nights/night-schedule.js';
import { isTimeZone } from '../nights/zoned-time.js';
import type { Outside } from './compose/interpolate.js';
import { readWritten } from './compose/read-written.js';
import type { SpecFile } from './compose/spec-file.js';
import { specSchemaNode } from './schema-node.js';
import { schemaErrors } from './schema-validator.js';
import type { Spec } from './spec.js';
import type { WrittenSpec } from './spec-source.js';

/** The schedule of a spec that may be wrong in all else, so that it is known when its night fails. */
export function readSchedule(
  written: WrittenSpec | SpecFile,
  env: Outside['env'] = {},
): NightSchedule | undefined {
  const { value } = readWritten(written, { file: 'spec', outside: { env } });
  const { schedule } = (value ?? {}) as Partial<Spec>;
  if (schedule === undefined || schemaErrors(schedule, specSchemaNode.properties!['schedule']!).length > 0)
    return undefined;
  return cronProblem(schedule.cron) || !isTimeZone(schedule.timeZone) ? undefined : nightSchedule(schedule);
}
