import { canonicalJson } from '../hash/canonical-json.js';
import type { Stage } from './stage.js';
import type { StageDraft } from './stage-identity.js';

type KeyedDraft = StageDraft & Pick<Stage, 'key'>;

/** Every stage once, in the order in which the runs first need them: parents come first. */
export class StageTable {
  readonly #stages = new Map<string, Stage>();
  readonly #runs = new Map<string, Set<string>>();

  add(stage: KeyedDraft, run: string): void {
    const known = this.#stages.get(stage.key);
    this.#stages.set(stage.key, known ? merge(known, stage) : ({ ...stage, runs: [] } as Stage));
    this.#runs.set(stage.key, (this.#runs.get(stage.key) ?? new Set()).add(run));
  }

  stages(): Stage[] {
    return [...this.#stages.values()].map((stage) => ({ ...stage, runs: [...this.#runs.get(stage.key)!] }));
  }
}

/** Trajectories that are read in several ways are computed once, as far as the longest reading needs. */
function merge(known: Stage, stage: KeyedDraft): Stage {
  if (known.kind !== 'train' || stage.kind !== 'train') return known;
  const texts = new Set(known.readings.map(canonicalJson));
  const added = stage.readings.filter((reading) => !texts.has(canonicalJson(reading)));
  return { ...known, readings: [...known.readings, ...added], work: Math.max(known.work, stage.work) };
}
