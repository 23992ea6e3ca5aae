import type { EpochRecord, Stage, StageStore } from '@thaw/core';
import { accompanyingNames } from '@thaw/execution/store';
import { compareJson, compareTensors, type Difference } from './compare-blobs.js';
import { compareFeatures } from './compare-features.js';

/** Whether a stage that was computed again is what is stored. */
export interface Verdict {
  readonly kind: Stage['kind'];
  readonly key: string;
  readonly label: string;
  /** `missing` if nothing is stored to compare with: it was evicted, or never computed. */
  readonly verdict: 'same' | 'differs' | 'missing';
  readonly differences: readonly Difference[];
}

/** What accompanies a result, and depends on who asked for it and when. */
const accompanying = new Set(accompanyingNames);

/** Compares what two stores have of a stage: of a training and of features what both have, as one may have more. */
export async function compareStages(stage: Stage, stored: StageStore, again: StageStore): Promise<Verdict> {
  const { kind, key, label } = stage;
  const differences =
    stage.kind === 'features'
      ? await compareFeatures(stage, stored, again)
      : await compareBlobs(stage, stored, again);
  if (!differences) return { kind, key, label, verdict: 'missing', differences: [] };
  return { kind, key, label, verdict: differences.length > 0 ? 'differs' : 'same', differences };
}

/** Nothing where there is no blob that both have. */
async function compareBlobs(
  stage: Stage,
  stored: StageStore,
  again: StageStore,
): Promise<readonly Difference[] | undefined> {
  const namesAgain = new Set(await namesOf(stage, again));
  const common = (await namesOf(stage, stored)).filter((name) => namesAgain.has(name));
  const differences: Difference[] = [];
  for (const name of common) {
    const [before, now] = await Promise.all([stored.read(stage, name), again.read(stage, name)]);
    differences.push(...(before && now ? compare(name, before, now) : [{ what: name }]));
  }
  return common.length > 0 ? differences : undefined;
}

const namesOf = async (stage: Stage, store: StageStore) =>
  (await store.list(stage)).filter((name) => !accompanying.has(name)).toSorted();

function compare(name: string, before: Uint8Array, now: Uint8Array): readonly Difference[] {
  if (name === 'history.json') return compareHistories(name, json(before), json(now));
  if (name.endsWith('.json')) return compareJson(name, timeless(json(before)), timeless(json(now)));
  return compareTensors(name, before, now);
}

/** Epoch by epoch, as far as both go. */
function compareHistories(name: string, before: EpochRecord[], now: EpochRecord[]): readonly Difference[] {
  return before
    .slice(0, now.length)
    .flatMap(({ epoch, metrics }, index) =>
      compareJson(`metrics of epoch ${epoch} in ${name}`, metrics, now[index]!.metrics),
    );
}

const timeless = <Value extends object>({ timeMs: _, ...value }: Value & { timeMs?: number }) => value;

const json = <Value extends object>(blob: Uint8Array) => JSON.parse(new TextDecoder().decode(blob)) as Value;
