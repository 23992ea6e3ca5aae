import type { JsonShape } from '../records/shape.js';
import { shapes } from '../records/shapes.js';
import type { HistoryEntry } from './history.js';

const { byName, count, listOf, number, object, oneOf, text, isoTime: time } = shapes;

const about = { spec: text, at: time };

const best = object(
  { run: text, name: text, parameters: byName(text), value: number, stage: text },
  { standardError: number, registered: listOf(text) },
);

/** JSON Schemas of a history's entries, by type. Each may have more, which a newer Thaw has written. */
export const historyShapes: Readonly<Record<HistoryEntry['type'], JsonShape>> = {
  scheduled: object({ ...about, cron: text, timeZone: text }),
  begun: object({ ...about, dueAt: time, outcome: oneOf('ran', 'caught-up') }, { reason: text }),
  night: object(
    {
      ...{ ...about, name: text, dueAt: time, outcome: oneOf('ran', 'caught-up', 'skipped', 'failed') },
      ...{ computed: count, reused: count, seconds: number },
    },
    {
      ...{ reason: text, startedAt: time, endedAt: time, sweep: text, best },
      inputs: object({ spec: text, data: text, weights: text, thaw: text }, { code: text }),
      objective: object({ metric: text, goal: oneOf('maximize', 'minimize') }),
      runs: object({ finished: count, failed: count }, { stopped: count }),
      failures: listOf(object({ run: text, reason: text })),
    },
  ),
};
