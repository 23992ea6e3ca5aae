import type { ClusterProfile } from '@thaw/core';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-file.js';
import { stateText } from '../../files/state-file.js';
import { closedFile, driverFile, queueFolder, type DriverRecord } from '../../queue/index.js';
import type { ClusterKind } from './cluster-kind.js';

/** A sweep that goes on by itself. */
export interface Driven {
  readonly store: string;
  readonly sweep: string;
  /** As people know it. */
  readonly name: string;
  readonly profile: ClusterProfile;
  readonly cwd: string;
  /** Program and options of the schedule. */
  readonly words: readonly string[];
}

/** Submits the schedule of a sweep, which then starts workers itself. */
export async function submitDriver(
  { name: launcher, driver }: Required<ClusterKind>,
  { store, sweep, name, profile, cwd, words }: Driven,
): Promise<DriverRecord & { readonly job: string }> {
  const queue = queueFolder(store, sweep);
  const script = join(queue, 'driver.sh');
  const log = join(queue, 'driver.log');
  const job = await driver.submit({ sweep, profile, cwd, words, script, log });
  // It is to be used again, now that nothing was refused.
  await rm(closedFile(queue), { force: true });
  const record: DriverRecord = { version: 1, launcher, name, log, submittedMs: Date.now() };
  await writeFileAtomically(driverFile(queue), stateText(record));
  return { ...record, job };
}
