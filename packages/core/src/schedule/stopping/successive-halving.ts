import { after } from './after.js';
import { costSoFar, isOver } from './mean-so-far.js';
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

/** Where groups are held against each other: an epoch of the first of their runs, or of the second … */
interface Rung {
  readonly part: number;
  readonly step: number;
  /** By what was trained. */
  readonly entries: Map<string, Entry>;
}

/**
 * Of n that have come to a rung the best ⌊n / factor⌋ go on to the next, as in the paper's algorithm 2, but at least one: so the first is
 * followed to its end, and where runs do not differ yet nobody is held up. What a group is given is the epochs of all its runs, counted
 * through: halved anew in each run, hardly any would be left for the last.
 */
class SuccessiveHalving implements StoppingRule {
  readonly #rungs = new Map<string, Rung>();

  constructor(
    private readonly after: number,
    private readonly factor: number,
  ) {}

  judge(run: string, epoch: JudgedEpoch): Verdict {
    const { step, of, trained, before } = epoch;
    const part = before.length;
    if (!this.#isRung(part * of + step)) return 'go-on';
    const name = `${part} ${step}`;
    const rung = this.#rungs.get(name) ?? { part, step, entries: new Map<string, Entry>() };
    this.#rungs.set(name, rung);
    const { entries } = rung;
    const entry = entries.get(trained) ?? { value: costSoFar(epoch), isPromoted: false, waiting: new Set() };
    entries.set(trained, entry);
    this.#promote([...entries.values()]);
    if (entry.isPromoted || isOver(epoch)) return 'go-on';
    entry.waiting.add(run);
    return 'stop';
  }

  /** Those who are furthest come first. */
  next(): string | undefined {
    const furthest = [...this.#rungs.values()].toSorted((a, b) => b.part - a.part || b.step - a.step);
    for (const { isPromoted, waiting } of furthest.flatMap(({ entries }) => [...entries.values()])) {
      const [run] = isPromoted ? waiting : [];
      if (run === undefined) continue;
      waiting.delete(run);
      return run;
    }
    return undefined;
  }

  #isRung(epochs: number): boolean {
    let rung = this.after;
    while (rung < epochs) rung *= this.factor;
    return rung === epochs;
  }

  #promote(entries: readonly Entry[]): void {
    const most = Math.max(1, Math.floor(entries.length / this.factor));
    const best = entries.toSorted((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
    for (const entry of best.slice(0, most)) entry.isPromoted = true;
  }
}
