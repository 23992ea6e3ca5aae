import { stageKinds, type StageKind, type StageStore } from '@thaw/core';
import type { StorePlace } from '@thaw/execution/store';
import { journalsIn, readSweep } from '@thaw/tracker/journals';
import { stat } from 'node:fs/promises';

export type BytesByKind = Readonly<Record<StageKind, number>>;

/** One stage, and who uses it. */
export interface StageUsage {
  readonly kind: StageKind;
  readonly key: string;
  readonly bytes: number;
  readonly lastUsedMs: number;
  /** Ids of the sweeps whose journals name it. */
  readonly sweeps: readonly string[];
}

/** What a sweep alone uses, and when it was last executed. */
export interface SweepUsage {
  readonly id: string;
  readonly name: string;
  readonly runs: number;
  readonly bytes: BytesByKind;
  /** Of stages that other sweeps use too; part of no sweep's own bytes. */
  readonly sharedBytes: number;
  readonly lastUsedMs: number;
}

/** What takes space in a store. `total` is the sum of all others: nothing is counted twice. */
export interface StoreUsage {
  /** Or the address of a bucket. */
  readonly folder: string;
  readonly total: number;
  readonly sweeps: readonly SweepUsage[];
  /** Of stages that several sweeps use, and of those that none does. */
  readonly shared: BytesByKind;
  readonly unused: BytesByKind;
  /** Files that writers which died have left, or that are being written. */
  readonly loose: number;
  readonly journals: number;
  readonly damaged: number;
  /** The database and artifacts of `thaw ui`. */
  readonly mlflow: number;
  /** Remembered hashes of images, claims and the like. */
  readonly other: number;
  readonly stages: readonly StageUsage[];
}

export async function storeUsage(
  store: StageStore,
  place: StorePlace,
  journalsFolder: string,
): Promise<StoreUsage> {
  const sweeps = await readSweeps(journalsFolder);
  const stages = await usedStages(store, sweeps);
  const { total, loose, damaged, journals, mlflow } = await place.usage();
  return {
    folder: place.name,
    total,
    sweeps: sweeps.map(({ id, name, runs, lastUsedMs }) => ({
      ...{ id, name, runs, lastUsedMs },
      bytes: byKind(stages.filter((stage) => stage.sweeps.length === 1 && stage.sweeps[0] === id)),
      sharedBytes: sumOf(stages.filter((stage) => stage.sweeps.length > 1 && stage.sweeps.includes(id))),
    })),
    shared: byKind(stages.filter((stage) => stage.sweeps.length > 1)),
    unused: byKind(stages.filter((stage) => stage.sweeps.length === 0)),
    ...{ loose, journals, damaged, mlflow },
    other: total - sumOf(stages) - loose - journals - damaged - mlflow,
    stages,
  };
}

interface JournaledSweep extends Pick<SweepUsage, 'id' | 'name' | 'runs' | 'lastUsedMs'> {
  readonly stages: ReadonlySet<string>;
}

async function usedStages(
  store: StageStore,
  sweeps: readonly JournaledSweep[],
): Promise<readonly StageUsage[]> {
  const stages: StageUsage[] = [];
  for (const stage of await store.stages()) {
    const { bytes, lastUsedMs } = await store.describe(stage);
    const users = sweeps.filter((sweep) => sweep.stages.has(stage.key)).map(({ id }) => id);
    stages.push({ kind: stage.kind, key: stage.key, bytes, lastUsedMs, sweeps: users });
  }
  return stages;
}

/** A sweep was last executed when its journal was last written. */
async function readSweeps(journals: string): Promise<readonly JournaledSweep[]> {
  const sweeps: JournaledSweep[] = [];
  for (const file of await journalsIn(journals)) {
    const { sweep, runs } = await readSweep(file);
    if (!sweep) continue;
    sweeps.push({
      id: sweep.id,
      name: sweep.name,
      runs: sweep.runs.length,
      lastUsedMs: (await stat(file)).mtimeMs,
      stages: new Set([
        ...runs.flatMap((run) => run.stages).map(({ key }) => key),
        ...runs.flatMap(({ model }) => model ?? []),
      ]),
    });
  }
  return sweeps;
}

const byKind = (stages: readonly StageUsage[]): BytesByKind =>
  Object.fromEntries(
    stageKinds.map((kind) => [kind, sumOf(stages.filter((stage) => stage.kind === kind))]),
  ) as unknown as BytesByKind;

const sumOf = (parts: readonly { readonly bytes: number }[]): number =>
  parts.reduce((sum, { bytes }) => sum + bytes, 0);
