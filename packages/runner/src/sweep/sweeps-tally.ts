import type { SweepEvent, SweepOutcome } from '../events/sweep-event.js';
import { formatDuration } from '../text/duration.js';

/** What several sweeps in turn have come to. */
export interface SweepsTotal {
  readonly specs: number;
  /** How many of them ended so; `refused` before they had begun. */
  readonly outcomes: Readonly<Record<SweepOutcome | 'refused', number>>;
  readonly runs: number;
  /** How many of them were in more than one spec, and done once. */
  readonly sharedRuns: number;
  readonly computed: number;
  readonly reused: number;
  readonly seconds: number;
}

type Ended = SweepEvent & { readonly type: 'sweep-ended' };

/** Listens to sweeps that follow one another. */
export class SweepsTally {
  readonly #ended: Ended[] = [];
  readonly #seen = new Set<string>();
  readonly #shared = new Set<string>();
  /** A run may end twice in one sweep, where it is extended. */
  #current = new Set<string>();

  add(event: SweepEvent): void {
    if (event.type === 'run-ended') {
      (this.#seen.has(event.run) ? this.#shared : this.#current).add(event.run);
    } else if (event.type === 'sweep-ended') {
      this.#ended.push(event);
      for (const run of this.#current) this.#seen.add(run);
      this.#current = new Set();
    }
  }

  total(specs: number, refused: number): SweepsTotal {
    const sum = (of: (ended: Ended) => number) => this.#ended.reduce((total, each) => total + of(each), 0);
    const count = (status: SweepOutcome) => this.#ended.filter((each) => each.status === status).length;
    return {
      specs,
      outcomes: {
        ...{ finished: count('finished'), failed: count('failed'), interrupted: count('interrupted') },
        refused,
      },
      runs: this.#seen.size,
      sharedRuns: this.#shared.size,
      computed: sum(({ computed }) => computed),
      reused: sum(({ reused }) => reused),
      seconds: sum(({ seconds }) => seconds),
    };
  }
}

/** In one line. */
export function totalOfSweeps(total: SweepsTotal): string {
  const outcomes = Object.entries(total.outcomes)
    .filter(([, number]) => number > 0)
    .map(([outcome, number]) => `${number} ${outcome}`);
  const shared = total.sharedRuns > 0 ? ` (${total.sharedRuns} in several specs, done once)` : '';
  return [
    `in all ${total.specs} specs: ${outcomes.join(', ') || 'none run'}`,
    `${total.runs} runs${shared}`,
    `${total.computed} stages computed, ${total.reused} reused`,
    formatDuration(total.seconds),
  ].join('; ');
}
