import type { RunRecord } from '../runs/run-record.js';

/** What runs that share stages save, for one kind of stage. */
export interface SharingOfKind {
  readonly kind: string;
  /** How often a run needs one. */
  readonly needed: number;
  /** How many different ones there are. */
  readonly distinct: number;
  /** To compute each once. */
  readonly seconds: number;
  /** To compute them for each run anew. */
  readonly secondsAlone: number;
}

export function sharingByKind(
  records: readonly RunRecord[],
  stageSeconds: ReadonlyMap<string, number>,
): readonly SharingOfKind[] {
  const uses = records.flatMap(({ stages }) => stages.filter(({ status }) => status !== 'failed'));
  const seconds = (keys: readonly string[]) =>
    keys.reduce((sum, key) => sum + (stageSeconds.get(key) ?? 0), 0);
  return [...new Set(uses.map(({ kind }) => kind))].map((kind) => {
    const keys = uses.filter((use) => use.kind === kind).map(({ key }) => key);
    const once = [...new Set(keys)];
    return {
      kind,
      needed: keys.length,
      distinct: once.length,
      seconds: seconds(once),
      secondsAlone: seconds(keys),
    };
  });
}

/** What a run would cost by itself, in seconds. */
export const secondsAlone = ({ stages }: RunRecord, stageSeconds: ReadonlyMap<string, number>): number =>
  stages.reduce((sum, { key }) => sum + (stageSeconds.get(key) ?? 0), 0);
