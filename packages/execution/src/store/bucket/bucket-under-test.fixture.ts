import type { StageRef } from '@thaw/core';
import { thisProcess } from '@thaw/locks';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { StoreUnderTest } from '../../contract/describe-stage-store.js';
import { sha256Of } from '../../files/read-small.js';
import { inMemory } from '../../objects/in-memory.js';
import type { ObjectStore } from '../../objects/object-store.js';
import { stateName } from './bucket-layout.js';
import { BucketStageStore } from './bucket-stage-store.js';
import type { ClaimRecord } from './stage-state.js';
import { StageStates } from './stage-states.js';

/** A store in a bucket that is empty, with machines of which each has a folder of its own for copies. */
export async function bucketUnderTest(objects: ObjectStore): Promise<StoreUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-bucket-'));
  const damages: string[] = [];
  /** By name: versions that are two minutes older than the server says. */
  const expired = new Map<string, string>();
  const aged: ObjectStore = new Proxy(objects, {
    get(target, property: keyof ObjectStore) {
      if (property !== 'readNow') {
        const value = target[property];
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return async (name: string, mostBytes: number) => {
        const found = await target.readNow(name, mostBytes);
        if (!found || found === 'too-large' || expired.get(name) !== found.version) return found;
        return { ...found, nowMs: found.nowMs + 120_000 };
      };
    },
  });
  const states = new StageStates(objects, () => {});
  const { signal } = new AbortController();
  const write = (name: string, content: Uint8Array) =>
    objects.write(name, inMemory(content), sha256Of(content), signal);
  const setClaim = (stage: StageRef, claim: (before: ClaimRecord | undefined) => ClaimRecord) =>
    states.change(stage, ({ state }) => ({ ...state, claim: claim(state.claim) }));
  let machines = 0;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  return {
    damages,
    connect: () =>
      new BucketStageStore({
        objects: aged,
        copies: join(folder, String(machines++)),
        onDamage: ({ name }) => damages.push(name),
      }),
    async damage(stage, name) {
      const { state } = await states.read(stage);
      const { object, bytes } = state.blobs.get(name)!;
      await write(object, new Uint8Array([...(await objects.read(object, bytes))!, 33]));
      // Nobody has a copy of what is right.
      await rm(folder, { recursive: true });
    },
    async abandon(stage) {
      const { pid } = spawnSync(process.execPath, ['-e', '']);
      const gone = { ...thisProcess(), pid };
      await setClaim(stage, () => ({ ...gone, purpose: 'training', token: 'a' }));
      await write('leases/a.json', new TextEncoder().encode(JSON.stringify({ ...gone, keys: [stage.key] })));
    },
    async expire(stage) {
      await setClaim(stage, (claim) => ({ ...claim!, host: 'elsewhere', boot: 'another' }));
      const { version } = await states.read(stage);
      expired.set(stateName(stage), version!);
    },
    renew: () => vi.advanceTimersByTime(10_000),
    async close() {
      vi.useRealTimers();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
