import { stageKinds, type StageRef } from '@thaw/core';
import { leaseMs } from '@thaw/locks';
import type { ObjectStore } from '../../objects/object-store.js';
import type { ClaimedStage, ClaimsNow } from '../store-place.js';
import { statePattern, statesBeginning } from './bucket-layout.js';
import { isAlive } from './is-alive.js';
import type { StageStates } from './stage-states.js';

/** What is claimed in a bucket. A claim that holds was renewed within the last minute, so that of thousands of states few are read. */
export async function claimsNow(objects: ObjectStore, states: StageStates): Promise<ClaimsNow> {
  const found = await objects.list(statesBeginning);
  const newestMs = found.reduce((newest, { changedMs }) => Math.max(newest, changedMs), 0);
  const recent = found.filter(({ changedMs }) => newestMs - changedMs <= leaseMs);
  const stages: ClaimedStage[] = [];
  const sweeps = new Map<string, ClaimedStage['holder']>();
  for (const { name, changedMs } of recent) {
    const [, kind, key] = statePattern.exec(name) ?? [];
    if (key === undefined || !isKind(kind)) continue;
    const { state, ageMs } = await states.read({ kind, key });
    const { claim } = state;
    if (!claim || !isAlive(claim, ageMs)) continue;
    const { pid, host, purpose, sinceMs = changedMs } = claim;
    const holder = { pid, host, purpose };
    if (kind === 'sweep') sweeps.set(key, holder);
    else stages.push({ stage: { kind, key }, holder, sinceMs });
  }
  return { stages: stages.toSorted((a, b) => a.sinceMs - b.sinceMs), sweeps };
}

const isKind = (kind: string | undefined): kind is StageRef['kind'] | 'sweep' =>
  kind === 'sweep' || stageKinds.some((each) => each === kind);
