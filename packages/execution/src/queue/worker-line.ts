import {
  shapeFault,
  shapes,
  type EpochRecord,
  type JsonShape,
  type OpenedBackend,
  type Progress,
  type TaskOutcome,
} from '@thaw/core';
import { parseJson } from '../files/parse-json.js';
import type { WorkerFailure } from '../launcher/messages.js';

/** Why a worker has ended. */
export type EndOfWorker = 'idle' | 'closed' | 'signal' | 'time' | 'failed';

/** What a worker tells of itself, and of its tasks by their numbers. `timeMs`: Unix time in milliseconds, by its own clock. */
export type WorkerLine = { readonly timeMs: number } & (
  | { readonly type: 'began'; readonly queue: string; readonly node: string; readonly pid: number }
  /** It can compute. */
  | { readonly type: 'opened'; readonly opened: OpenedBackend }
  | { readonly type: 'took'; readonly task: string }
  | { readonly type: 'progress'; readonly task?: string; readonly progress: Progress }
  | { readonly type: 'notice'; readonly task?: string; readonly message: string }
  /** What has come after so many epochs. */
  | {
      readonly type: 'epochs';
      readonly task: string;
      readonly after: number;
      readonly epochs: readonly EpochRecord[];
    }
  | { readonly type: 'executed'; readonly task: string; readonly outcome: TaskOutcome }
  /** Without a task: it cannot compute anything. */
  | { readonly type: 'failed'; readonly task?: string; readonly failure: WorkerFailure }
  /** It has let go of a task that is not over. */
  | { readonly type: 'gave-back'; readonly task: string; readonly reason: EndOfWorker }
  | { readonly type: 'ended'; readonly reason: EndOfWorker }
);

const ends = shapes.oneOf('idle', 'closed', 'signal', 'time', 'failed');
const some = { type: 'object' };
const task = { task: shapes.text };

/** What each kind of line has to say, besides its time, and what it may. */
const parts: Readonly<Record<WorkerLine['type'], readonly Readonly<Record<string, JsonShape>>[]>> = {
  began: [{ queue: shapes.text, node: shapes.text, pid: shapes.count }],
  opened: [
    {
      opened: shapes.object({ engine: shapes.text, backend: shapes.text, description: shapes.text }),
    },
  ],
  took: [task],
  progress: [{ progress: shapes.object({ label: shapes.text }) }, task],
  notice: [{ message: shapes.text }, task],
  epochs: [{ ...task, after: shapes.count, epochs: shapes.listOf(some) }],
  executed: [{ ...task, outcome: shapes.oneOf('computed', 'reused') }],
  failed: [{ failure: shapes.object({ kind: shapes.oneOf('aborted', 'problems', 'defect') }) }, task],
  'gave-back': [{ ...task, reason: ends }],
  ended: [{ reason: ends }],
};

const lineShape = shapes.anyOf(
  ...Object.entries(parts).map(([type, [required, optional]]) =>
    shapes.object({ type: { const: type }, timeMs: shapes.number, ...required }, optional),
  ),
);

/** None of what is damaged. */
export function parseWorkerLine(text: string): WorkerLine | undefined {
  const found = parseJson(text);
  return shapeFault(found, lineShape) === undefined ? (found as WorkerLine) : undefined;
}
