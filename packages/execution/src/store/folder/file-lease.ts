import { shapeFault, shapes, type Lease } from '@thaw/core';
import { keepRenewed, livenessOf, thisProcess, type ProcessName, makeFolder } from '@thaw/locks';
import { randomUUID } from 'node:crypto';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-file.js';
import { readAtMost } from '../../files/read-small.js';
import { leasesFolder } from './store-layout.js';

/** What a file in the folder of leases says. */
interface LeaseFile extends ProcessName {
  /** Of the stages that the process still needs. */
  readonly keys: readonly string[];
}

/** A file that names what its process still needs. Like a lock it ends with its process. */
export class FileLease implements Lease {
  #stopRenewal: (() => Promise<void>) | undefined;

  private constructor(private readonly file: string) {}

  static async take(store: string, keys: Iterable<string>): Promise<FileLease> {
    const lease = new FileLease(join(leasesFolder(store), `${randomUUID()}.json`));
    await lease.replace(keys);
    return lease;
  }

  async replace(keys: Iterable<string>): Promise<void> {
    const content: LeaseFile = { ...thisProcess(), keys: [...keys] };
    const text = JSON.stringify(content);
    await writeFileAtomically(this.file, text);
    await this.#stopRenewal?.();
    this.#stopRenewal = keepRenewed(await open(this.file, 'r+'), text);
  }

  async release(): Promise<void> {
    await this.#stopRenewal?.();
    this.#stopRenewal = undefined;
    await rm(this.file, { force: true });
  }
}

/** Keys of the stages that some running process needs. Leases that dead processes have left are taken away. */
export async function leasedKeys(store: string): Promise<ReadonlySet<string>> {
  const folder = leasesFolder(store);
  await makeFolder(folder);
  const keys = new Set<string>();
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.json'))) {
    const file = join(folder, name);
    const lease = readLease(file);
    if (lease && (await livenessOf(lease, file)) !== 'gone') lease.keys.forEach((key) => keys.add(key));
    else await rm(file, { force: true, recursive: true });
  }
  return keys;
}

const { listOf, object, text } = shapes;
const leaseShape = object({ pid: { type: 'integer', minimum: 1 }, host: text, keys: listOf(text) });

/** Of a hundred thousand stages it is smaller. */
const mostBytes = 2 ** 24;

/** None if it was released just now, or names nobody. */
function readLease(file: string): LeaseFile | undefined {
  try {
    const found: unknown = JSON.parse(new TextDecoder().decode(readAtMost(file, mostBytes)));
    return shapeFault(found, leaseShape) === undefined ? (found as LeaseFile) : undefined;
  } catch {
    return undefined;
  }
}
