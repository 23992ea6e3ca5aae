import { keepRenewed, livenessOf, thisProcess, type ProcessName, makeFolder } from '@thaw/locks';
import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.js';

/** What a file in the folder of leases says. */
interface LeaseFile extends ProcessName {
  /** Of the stages that the process still needs. */
  readonly keys: readonly string[];
}

/**
 * Tells everybody who shares a store which stages this process still needs, so that nobody evicts them. Like a lock it
 * ends with its process; unlike one, many may hold a lease on the same stage.
 */
export class Lease {
  readonly #file: string;
  #stopRenewal: (() => Promise<void>) | undefined;

  constructor(store: string) {
    this.#file = join(leasesFolder(store), `${randomUUID()}.json`);
  }

  /** Replaces what was needed before. */
  async hold(keys: Iterable<string>): Promise<void> {
    const content: LeaseFile = { ...thisProcess(), keys: [...keys] };
    const text = JSON.stringify(content);
    await writeFileAtomically(this.#file, text);
    await this.#stopRenewal?.();
    this.#stopRenewal = keepRenewed(await open(this.#file, 'r+'), text);
  }

  async release(): Promise<void> {
    await this.#stopRenewal?.();
    this.#stopRenewal = undefined;
    await rm(this.#file, { force: true });
  }
}

/** Keys of the stages that some running process needs. Leases that dead processes have left are taken away. */
export async function leasedKeys(store: string): Promise<ReadonlySet<string>> {
  const folder = leasesFolder(store);
  await makeFolder(folder);
  const keys = new Set<string>();
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.json'))) {
    const file = join(folder, name);
    const lease = await readLease(file);
    if (lease && (await livenessOf(lease, file)) !== 'gone') lease.keys.forEach((key) => keys.add(key));
    else await rm(file, { force: true });
  }
  return keys;
}

const leasesFolder = (store: string): string => join(store, 'leases');

/** None if it was released just now. */
async function readLease(file: string): Promise<LeaseFile | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LeaseFile;
  } catch {
    return undefined;
  }
}
