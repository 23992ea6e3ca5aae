import { canonicalJson } from '../hash/canonical-json.js';
import { remember } from './remember.js';
import type { Stage } from './stage.js';
import type { StageDraft } from './stage-identity.js';

type KeyedDraft = StageDraft & Pick<Stage, 'key'>;

/** Every stage once, in the order in which the runs first need them: parents come first. */
export class StageTable {
  readonly #stages = new Map<string, Stage>();
  readonly #runs = new Map<string, Set<string>>();
  /** Stages with their runs, as far as they were asked for since they last changed. */
  readonly #whole = new Map<string, Stage>();

  add(stage: KeyedDraft, run: string): void {
    const known = this.#stages.get(stage.key);
    this.#stages.set(stage.key, known ? merge(known, stage) : ({ ...stage, runs: [] } as Stage));
    this.#runs.set(stage.key, (this.#runs.get(stage.key) ?? new Set()).add(run));
    this.#whole.delete(stage.key);
  }

  stages(): readonly Stage[] {
    return [...this.#stages.keys()].map((key) => this.stage(key)!);
  }

  stage(key: string): Stage | undefined {
    const stage = this.#stages.get(key);
    if (!stage) return undefined;
    return remember(this.#whole, key, () => ({ ...stage, runs: [...this.#runs.get(key)!] }));
  }
}

/** Trajectories that are read in several ways are computed once, as far as the longest reading needs. */
function merge(known: Stage, stage: KeyedDraft): Stage {
  if (known.kind !== 'train' || stage.kind !== 'train') return known;
  const texts = new Set(known.readings.map(canonicalJson));
  const added = stage.readings.filter((reading) => !texts.has(canonicalJson(reading)));
  return { ...known, readings: [...known.readings, ...added], work: Math.max(known.work, stage.work) };
}
