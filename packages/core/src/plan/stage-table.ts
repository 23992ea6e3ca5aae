import { canonicalJson } from '../hash/canonical-json.js';
import { remember } from '../records/remember.js';
import type { Stage } from './stage.js';
import type { StageDraft } from './stage-identity.js';

type KeyedDraft = StageDraft & Pick<Stage, 'key'>;

/** Every stage once, in the order in which the runs first need them: parents come first. */
export class StageTable {
  readonly #stages = new Map<string, Stage>();
  readonly #runs = new Map<string, Set<string>>();
  /** Stages with their runs, as far as they were asked for since they last changed. */
  readonly #whole = new Map<string, Stage>();
  /** All of them, until one is added. */
  #ordered: readonly Stage[] | undefined;

  add(stage: KeyedDraft, run: string): void {
    const known = this.#stages.get(stage.key);
    this.#stages.set(stage.key, known ? merge(known, stage) : ({ ...stage, runs: [] } as Stage));
    this.#runs.set(stage.key, (this.#runs.get(stage.key) ?? new Set()).add(run));
    this.#whole.delete(stage.key);
    this.#ordered = undefined;
  }

  stages(): readonly Stage[] {
    return (this.#ordered ??= this.#inOrder());
  }

  #inOrder(): readonly Stage[] {
    const ordered = new Set<string>();
    const add = (key: string) => {
      if (ordered.has(key)) return;
      // Features may want the images of a dataset that a later run has brought.
      this.#stages.get(key)!.parents.forEach(add);
      ordered.add(key);
    };
    for (const key of this.#stages.keys()) add(key);
    return [...ordered].map((key) => this.stage(key)!);
  }

  stage(key: string): Stage | undefined {
    const stage = this.#stages.get(key);
    if (!stage) return undefined;
    return remember(this.#whole, key, () => ({ ...stage, runs: [...this.#runs.get(key)!] }));
  }
}

/**
 * Trajectories that are read in several ways are computed once, as far as the longest reading needs; features that are
 * read for several datasets once for each image.
 */
function merge(known: Stage, stage: KeyedDraft): Stage {
  if (known.kind === 'train' && stage.kind === 'train') {
    const readings = union(known.readings, stage.readings);
    return { ...known, readings, work: Math.max(known.work, stage.work) };
  }
  if (known.kind === 'features' && stage.kind === 'features') {
    const wanted = union(known.wanted, stage.wanted);
    if (wanted.length === known.wanted.length) return known;
    const parents = union(known.parents, stage.parents);
    return { ...known, wanted, parents, work: known.work + stage.work };
  }
  return known;
}

function union<Item>(known: readonly Item[], added: readonly Item[]): readonly Item[] {
  // Runs that share a stage mostly bring the very same.
  if (added.every((item) => known.includes(item))) return known;
  const texts = new Set(known.map(canonicalJson));
  return [...known, ...added.filter((item) => !texts.has(canonicalJson(item)))];
}
