import type { StageKind } from '@thaw/core';
import { damagedFolder, folderBytes, stageKinds, takeInventory } from '@thaw/execution/store';
import { journalsIn, readSweep } from '@thaw/tracker';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

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

export async function storeUsage(folder: string): Promise<StoreUsage> {
  const sweeps = await readSweeps(join(folder, 'journals'));
  const inventory = await takeInventory(folder);
  const stages = inventory.map(({ kind, key, bytes, lastUsedMs }) => ({
    ...{ kind, key, bytes, lastUsedMs },
    sweeps: sweeps.filter((sweep) => sweep.stages.has(key)).map(({ id }) => id),
  }));
  const total = await folderBytes(folder);
  const [journals, damaged, mlflow] = await Promise.all(
    [join(folder, 'journals'), damagedFolder(folder), join(folder, 'mlflow')].map(folderBytes),
  );
  const loose = sumOf(inventory.flatMap((stage) => stage.loose));
  return {
    folder,
    total,
    sweeps: sweeps.map(({ id, name, runs, lastUsedMs }) => ({
      ...{ id, name, runs, lastUsedMs },
      bytes: byKind(stages.filter((stage) => stage.sweeps.length === 1 && stage.sweeps[0] === id)),
      sharedBytes: sumOf(stages.filter((stage) => stage.sweeps.length > 1 && stage.sweeps.includes(id))),
    })),
    shared: byKind(stages.filter((stage) => stage.sweeps.length > 1)),
    unused: byKind(stages.filter((stage) => stage.sweeps.length === 0)),
    ...{ loose, journals: journals!, damaged: damaged!, mlflow: mlflow! },
    other: total - sumOf(stages) - loose - journals! - damaged! - mlflow!,
    stages,
  };
}

interface JournaledSweep extends Pick<SweepUsage, 'id' | 'name' | 'runs' | 'lastUsedMs'> {
  readonly stages: ReadonlySet<string>;
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
