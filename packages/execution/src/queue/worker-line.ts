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
import { epochRecords, writtenRecordsShape } from '../stages/epoch-records.js';

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

const { anyOf, count, flag, listOf, number, object, oneOf, text, time } = shapes;
const ends = oneOf('idle', 'closed', 'signal', 'time', 'failed');
const task = { task: text };

const opened = object(
  {
    ...{ engine: text, backend: text, description: text },
    capabilities: object({
      ...{ untrainable: listOf(text), precisions: listOf(text) },
      ...{ rematerialises: flag, compiles: flag },
    }),
  },
  { memory: object({ hostBytes: number }, { gpuBytes: number, gpus: number }) },
);
const progress = object(
  { label: text },
  { done: number, total: number, unit: oneOf('bytes', 'images', 'steps'), secondsLeft: number },
);
const position = object({ file: text, line: count, column: count, length: count, excerpt: text });
const problem = object(
  { code: text, message: text },
  { position, expected: text, found: text, remedy: text },
);
const failure = anyOf(
  object({ kind: { const: 'aborted' } }),
  object({ kind: { const: 'problems' }, problems: { ...listOf(problem), minItems: 1 } }),
  object({ kind: { const: 'defect' }, stack: text }),
);

/** What each kind of line has to say, besides its time, and what it may. */
const parts: Readonly<Record<WorkerLine['type'], readonly Readonly<Record<string, JsonShape>>[]>> = {
  began: [{ queue: text, node: text, pid: count }],
  opened: [{ opened }],
  took: [task],
  progress: [{ progress }, task],
  notice: [{ message: text }, task],
  epochs: [{ ...task, after: count, epochs: writtenRecordsShape }],
  executed: [{ ...task, outcome: oneOf('computed', 'reused') }],
  failed: [{ failure }, task],
  'gave-back': [{ ...task, reason: ends }],
  ended: [{ reason: ends }],
};

const lineShape = anyOf(
  ...Object.entries(parts).map(([type, [required, optional]]) =>
    object({ type: { const: type }, timeMs: time, ...required }, optional),
  ),
);

/** None of what is damaged. */
export function parseWorkerLine(text: string): WorkerLine | undefined {
  const found = parseJson(text);
  if (shapeFault(found, lineShape) !== undefined) return undefined;
  const line = found as WorkerLine;
  return line.type === 'epochs' ? { ...line, epochs: epochRecords(line.epochs) } : line;
}
