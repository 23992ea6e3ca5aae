import type { StageRef } from '@thaw/core';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { MemoryStageStore, SharedMemory } from '../store/memory-stage-store.fixture.js';
import { CachedStageStore } from './cached-stage-store.js';
import type { MemoryObjects } from '../objects/memory-objects.fixture.js';
import { RefusedBlobs } from './refused-blobs.js';
import { RemoteStages } from './remote-stages.js';
import { StageUploads } from './stage-uploads.js';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (blob: Uint8Array | undefined) => blob && new TextDecoder().decode(blob);

export interface MachineOptions {
  /** What it has already. */
  readonly memory?: SharedMemory;
  /** Where it notes what it was refused; by default in a folder of its own. */
  readonly refused?: RefusedBlobs;
  readonly mustReach?: boolean;
  readonly mayWrite?: boolean;
  readonly onProgress?: () => void;
  readonly onDamage?: (name: string) => void;
  readonly signal?: AbortSignal;
}

/** A machine, or a process of one: a store of its own before the cache that all share. */
export function machine(objects: MemoryObjects, options: MachineOptions = {}) {
  const { memory = new SharedMemory(), mustReach = false, mayWrite = true } = options;
  const { onProgress = () => {}, onDamage = () => {}, signal = new AbortController().signal } = options;
  const notices: string[] = [];
  const refused = options.refused ?? new RefusedBlobs(temporaryFolder());
  const local = new MemoryStageStore(memory, { onDamage });
  const remote = new RemoteStages(objects);
  const report = { onNotice: (line: string) => void notices.push(line), onProgress };
  const store = new CachedStageStore({
    ...{ local, remote, refused, mayWrite, mustReach, isObserver: false, ...report },
  });
  const uploads = new StageUploads({ local, remote, refused, signal, ...report });
  return { local, store, uploads, notices, memory, refused };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-cache-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Has a machine compute this, and add it. */
export async function publish(
  objects: MemoryObjects,
  stage: StageRef,
  blobs: Readonly<Record<string, string>>,
): Promise<void> {
  const { store, uploads, notices } = machine(objects);
  await store.update(stage, new Map(Object.entries(blobs).map(([name, content]) => [name, bytes(content)])));
  uploads.add([stage]);
  await uploads.finish();
  if (notices.length > 0) throw new Error(notices.join('\n'));
}
