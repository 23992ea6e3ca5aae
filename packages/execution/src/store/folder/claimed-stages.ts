import { stageKinds, type StageRef } from '@thaw/core';
import { holderOf } from '@thaw/locks';
import { readdir, stat } from 'node:fs/promises';
import type { ClaimedStage } from '../store-place.js';
import { claimFile, claimsFolder } from './store-layout.js';

/** What processes compute in a store just now, the longest first. Nothing of a claim is changed. */
export async function claimedStages(store: string): Promise<readonly ClaimedStage[]> {
  const names = await readdir(claimsFolder(store)).catch(() => []);
  const claimed = await Promise.all(names.flatMap((name) => stageOf(name) ?? []).map(claimOf));
  return claimed.flat().toSorted((a, b) => a.sinceMs - b.sinceMs);

  async function claimOf(stage: StageRef): Promise<ClaimedStage[]> {
    const file = claimFile(store, stage);
    const [holder, found] = await Promise.all([holderOf(file), stat(file).catch(() => undefined)]);
    return holder && found ? [{ stage, holder, sinceMs: found.birthtimeMs }] : [];
  }
}

function stageOf(name: string): StageRef | undefined {
  const [, kindName, key] = /^([a-z]+)-([0-9a-z]+)\.json$/.exec(name) ?? [];
  const kind = stageKinds.find((each) => each === kindName);
  return kind && key !== undefined ? { kind, key } : undefined;
}
