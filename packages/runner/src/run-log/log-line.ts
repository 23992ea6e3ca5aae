import { metricText, own, shownMetrics, type TrackerEvent } from '@thaw/core';
import { formatDuration } from '../text/duration.js';

/** Something that has happened to a run. */
export interface LogLine {
  /** Unix time in milliseconds. */
  readonly timeMs: number;
  /** The worker of a cluster that says it; absent of what the journal says. */
  readonly worker?: string;
  readonly text: string;
}

/** What an event of its journal says of a run to people; nothing of what is no news. */
export function journalLine(event: TrackerEvent): readonly LogLine[] {
  const text = textOf(event);
  return text === undefined ? [] : [{ timeMs: event.timeMs, text }];
}

function textOf(event: TrackerEvent): string | undefined {
  switch (event.type) {
    case 'run-started':
      return `${event.name || event.run} begins`;
    case 'metrics': {
      const shown = shownMetrics.epoch
        .filter((name) => own(event.values, name) !== undefined)
        .map((name) => `${name} ${metricText(Number(own(event.values, name)))}`);
      return shown.length > 0 ? [`epoch ${event.step}`, ...shown].join('  ') : undefined;
    }
    case 'stages':
      return event.stages
        .map(({ kind, key, status, seconds }) => {
          const time = status === 'reused' ? '' : ` in ${formatDuration(seconds)}`;
          return `${kind} ${key.slice(0, 12)} ${status}${time}`;
        })
        .join('; ');
    case 'model':
      return `model ${event.stage.slice(0, 12)} made`;
    case 'run-ended':
      return event.reason === undefined ? event.status : `${event.status}: ${event.reason}`;
    default:
      return undefined;
  }
}
