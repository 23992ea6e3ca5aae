import type { EpochRecord, Stage, StageStore } from '@thaw/core';
import { readFeaturesManifest } from '@thaw/execution/stages';
import { accompanyingNames } from '@thaw/execution/store';
import { compareJson, compareShards, compareTensors, type Difference } from './compare-blobs.js';

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
const accompanying = new Set([...accompanyingNames, 'skipped.json']);

/** Compares a stage of two stores, blob by blob; of a training what both have, as one may have been read further. */
export async function compareStages(stage: Stage, stored: StageStore, again: StageStore): Promise<Verdict> {
  const names = await namesOf(stage, stored);
  const namesAgain = new Set(await namesOf(stage, again));
  const { kind, key, label } = stage;
  const common = names.filter((name) => namesAgain.has(name));
  if (common.length === 0) return { kind, key, label, verdict: 'missing', differences: [] };
  const compare = await comparison(stage, stored);
  const differences: Difference[] = [];
  for (const name of common) {
    const [before, now] = await Promise.all([stored.read(stage, name), again.read(stage, name)]);
    differences.push(...(before && now ? compare(name, before, now) : [{ what: name }]));
  }
  return { kind, key, label, verdict: differences.length > 0 ? 'differs' : 'same', differences };
}

const namesOf = async (stage: Stage, store: StageStore) =>
  (await store.list(stage)).filter((name) => !accompanying.has(name)).toSorted();

async function comparison(stage: Stage, store: StageStore) {
  const manifest = stage.kind === 'features' ? await readFeaturesManifest(store, stage) : undefined;
  const compareOthers = manifest ? compareShards(manifest) : compareTensors;
  return (name: string, before: Uint8Array, now: Uint8Array): readonly Difference[] => {
    if (name === 'history.json') return compareHistories(name, json(before), json(now));
    if (name.endsWith('.json')) return compareJson(name, timeless(json(before)), timeless(json(now)));
    return compareOthers(name, before, now);
  };
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
