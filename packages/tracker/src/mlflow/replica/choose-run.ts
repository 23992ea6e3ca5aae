import type { Run } from '../rest-types.js';

export interface Choice {
  /** The server's run that stands for ours. */
  readonly use?: Run;
  /** Why none may be made, if none stands for it. */
  readonly leave?: 'deleted' | 'newer';
  /** Runs that stand for what ours was before, and doubles that an uncertain create left. */
  readonly obsolete: readonly Run[];
}

export const tagOf = (run: Run, key: string): string | undefined =>
  run.data.tags?.find((tag) => tag.key === key)?.value;

const revisionOf = (run: Run): number => Number(tagOf(run, 'thaw.revision') ?? 0);

/**
 * Which of the server's runs with one `thaw.run` tag stands for the run of the journal. Two syncs at once come to the
 * same choice. A run that a person deleted stays deleted, until its results change.
 */
export function chooseRun(candidates: readonly Run[], revisionMs: number): Choice {
  const active = candidates
    .filter(({ info }) => info.lifecycle_stage === 'active')
    .toSorted((a, b) => (a.info.run_id < b.info.run_id ? -1 : 1));
  const use = active.find((run) => revisionOf(run) === revisionMs);
  const obsolete = active.filter((run) => run !== use && revisionOf(run) <= revisionMs);
  if (use) return { use, obsolete };
  if (active.some((run) => revisionOf(run) > revisionMs)) return { leave: 'newer', obsolete: [] };
  if (candidates.some((run) => revisionOf(run) === revisionMs)) return { leave: 'deleted', obsolete: [] };
  return { obsolete };
}
