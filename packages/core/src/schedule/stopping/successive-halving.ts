import { after } from './after.js';
import { numberOf } from './median.js';
import type { JudgedEpoch, StopMethod, StoppingRule, Verdict } from './stop-method.js';

const settings = {
  after,
  factor: {
    type: 'integer',
    minimum: 2,
    examples: [4],
    description: 'of so many runs one goes on, for so many times as many epochs',
    default: 3,
  },
} as const;

/** Asynchronous successive halving (Li et al., A System for Massively Parallel Hyperparameter Tuning, 2020). */
export const successiveHalving: StopMethod<typeof settings> = {
  description:
    'not among the best third (by `factor`) of those that have come to 1, 3, 9, … epochs; goes on once it is among them (ASHA)',
  settings,
  ofLastPhase: false,
  create: ({ after, factor }) => new SuccessiveHalving(after, factor),
};

/** Runs that have trained the same by then. */
interface Entry {
  readonly value: number;
  /** Let on: for good, also if others turn out to be better. */
  isPromoted: boolean;
  /** Runs that were stopped here. */
  readonly waiting: Set<string>;
}

/**
 * Of n that have come to a rung the best ⌊n / factor⌋ go on to the next, as in the paper's algorithm 2, but at least one: so the first is
 * followed to its end, and where runs do not differ yet nobody is held up.
 */
class SuccessiveHalving implements StoppingRule {
  /** By their step, from the first on. */
  readonly #rungs = new Map<number, Map<string, Entry>>();

  constructor(
    private readonly after: number,
    private readonly factor: number,
  ) {}

  judge(run: string, epoch: JudgedEpoch): Verdict {
    const { step, trained, isLast } = epoch;
    if (!this.#isRung(step)) return 'go-on';
    const rung = this.#rungs.get(step) ?? new Map<string, Entry>();
    this.#rungs.set(step, rung);
    const entry = rung.get(trained) ?? { value: numberOf(epoch), isPromoted: false, waiting: new Set() };
    rung.set(trained, entry);
    this.#promote([...rung.values()]);
    if (entry.isPromoted || isLast) return 'go-on';
    entry.waiting.add(run);
    return 'stop';
  }

  /** Those who are furthest come first. */
  next(): string | undefined {
    for (const [, rung] of [...this.#rungs].toSorted(([a], [b]) => b - a)) {
      for (const { isPromoted, waiting } of rung.values()) {
        const [run] = isPromoted ? waiting : [];
        if (run === undefined) continue;
        waiting.delete(run);
        return run;
      }
    }
    return undefined;
  }

  #isRung(step: number): boolean {
    let rung = this.after;
    while (rung < step) rung *= this.factor;
    return rung === step;
  }

  #promote(entries: readonly Entry[]): void {
    const most = Math.max(1, Math.floor(entries.length / this.factor));
    const best = entries.toSorted((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
    for (const entry of best.slice(0, most)) entry.isPromoted = true;
  }
}
