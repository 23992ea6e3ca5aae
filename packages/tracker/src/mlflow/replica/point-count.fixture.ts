import { appendFile } from 'node:fs/promises';
import type { ReplicaDifference } from '@thaw/core';
import { foldJournal } from '../../runs/fold-journal.js';
import { readJournal } from '../../journal/read-journal.js';
import type { MlflowClient } from '../client.js';
import { mlflowHome } from '../mlflow-home.js';
import type { Run } from '../rest-types.js';
import { tagOf } from './choose-run.js';
import { checkSync } from '../../sync/check-sync.js';

export interface PointCount {
  /** Points of the journal's runs that a server holds in active runs, in all experiments. */
  readonly stored: number;
  /** Stored beyond the first for one run, metric and step. */
  readonly doubled: number;
  /** In the journal and not on the server. */
  readonly lost: number;
  /** Active runs beyond those of the journal and the sweep's own. */
  readonly ghosts: number;
  /** Of runs that have ended. */
  readonly running: number;
  readonly differences: readonly ReplicaDifference[];
}

/** Reads back everything that a server holds of a journal's sweep, wherever it is. */
export async function countPoints(client: MlflowClient, journalFile: string): Promise<PointCount> {
  const { sweep, runs } = await foldJournal(readJournal(journalFile));
  const experiments = (await client.allExperiments()).map(({ experiment_id: id }) => id);
  const found = await client.searchRuns(experiments, `tags.\`thaw.sweep\` = '${sweep!.id}'`);
  const active = found.filter(({ info }) => info.lifecycle_stage === 'active');
  const children = active.filter((run) => tagOf(run, 'thaw.run') !== undefined);
  const stored = (await Promise.all(children.map((run) => pointNames(client, run)))).flat();
  const distinct = new Set(stored).size;
  const { points, differences } = await checkSync({ journalFile, home: mlflowHome(client) });
  return {
    stored: stored.length,
    doubled: stored.length - distinct,
    lost: points - distinct,
    ghosts: active.length - (runs.length + 1),
    running: active.filter(({ info }) => info.status === 'RUNNING').length,
    differences,
  };
}

async function pointNames(client: MlflowClient, run: Run): Promise<string[]> {
  const names: string[] = [];
  for (const { key } of run.data.metrics ?? []) {
    // They follow from the journal's points, and are compared with them.
    if (key.startsWith('final/')) continue;
    for (const { step } of await client.metricHistory(run.info.run_id, key))
      names.push(`${tagOf(run, 'thaw.run')} ${key} ${step}`);
  }
  return names;
}

/** What a server must hold after any fault. */
export const nothingLostOrDoubled = { doubled: 0, lost: 0, ghosts: 0, running: 0, differences: [] };

/** With THAW_FAULT_TABLE=FILE, one row of the table in docs/tracking.md. */
export async function noteFault(fault: string, sent: number, count: PointCount): Promise<void> {
  const file = process.env['THAW_FAULT_TABLE'];
  const cells = [fault, sent, count.stored, count.doubled, count.lost].join(' | ');
  if (file) await appendFile(file, `| ${cells} |\n`);
}
