import type { EpochRecord, TaskReport } from '@thaw/core';
import type { WorkerLines } from './worker-lines.js';

/** Progress is told no more often. */
const progressMs = 1000;

/** What a task tells, as lines of a worker. Epochs are told once each: a long training would else write its history over and over. */
export function reportOf(
  task: string,
  lines: WorkerLines,
  signal: AbortSignal,
  onEpochs: (epochs: readonly EpochRecord[]) => void,
): TaskReport {
  let toldMs = -Infinity;
  let after = 0;
  return {
    signal,
    onProgress(progress) {
      const now = performance.now();
      if (now - toldMs < progressMs) return;
      toldMs = now;
      lines.say({ type: 'progress', task, progress });
    },
    onNotice: (message) => lines.say({ type: 'notice', task, message }),
    onEpoch(history) {
      const epochs = history.slice(after);
      lines.say({ type: 'epochs', task, after, epochs });
      after = history.length;
      onEpochs(epochs);
    },
  };
}
