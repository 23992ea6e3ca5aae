import { shapeFault, shapes, type Lease } from '@thaw/core';
import { renewalMs, thisProcess, type ProcessName } from '@thaw/locks';
import { parseJson } from '../../files/parse-json.js';
import { sha256Of } from '../../files/read-small.js';
import { inMemory } from '../../objects/in-memory.js';
import type { ObjectStore, ReadObject } from '../../objects/object-store.js';
import { leasesBeginning, newLeaseName } from './bucket-layout.js';
import { isAlive } from './is-alive.js';
import { readWithin } from './within-bounds.js';

/** What an object of a lease says. */
interface LeaseObject extends ProcessName {
  /** Of the stages that the process still needs. */
  readonly keys: readonly string[];
}

const { listOf, object, text } = shapes;
const leaseShape = object({ pid: { type: 'integer', minimum: 1 }, host: text, keys: listOf(text) });

/** Of a hundred thousand stages it is smaller. */
const mostBytes = 2 ** 24;
const { signal: never } = new AbortController();

/** An object that names what its process still needs, written anew for as long as it does. */
export async function takeLease(objects: ObjectStore, keys: Iterable<string>): Promise<Lease> {
  const name = newLeaseName();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  const write = async (needed: readonly string[]) => {
    const content = new TextEncoder().encode(JSON.stringify({ ...thisProcess(), keys: needed }));
    await objects.write(name, inMemory(content), sha256Of(content), never);
  };
  const replace = async (wanted: Iterable<string>) => {
    const needed = [...wanted];
    clearInterval(timer);
    await writing;
    await write(needed);
    timer = setInterval(() => {
      writing = write(needed).catch(() => {});
    }, renewalMs);
    timer.unref();
  };
  await replace(keys);
  return {
    replace,
    async release() {
      clearInterval(timer);
      await writing;
      await objects.remove(name);
    },
  };
}

/** Keys of the stages that some running process needs. Leases that dead processes have left are taken away. */
export async function leasedKeys(objects: ObjectStore): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const { name } of await objects.list(leasesBeginning)) {
    const found = await readWithin(objects, name, mostBytes);
    if (!found) continue;
    const lease = parseLease(found);
    if (lease && isAlive(lease, found.nowMs - found.changedMs)) lease.keys.forEach((key) => keys.add(key));
    // Best effort: who only reads may not.
    else await objects.remove(name).catch(() => {});
  }
  return keys;
}

function parseLease({ content }: ReadObject): LeaseObject | undefined {
  const found = parseJson(new TextDecoder().decode(content));
  return shapeFault(found, leaseShape) === undefined ? (found as unknown as LeaseObject) : undefined;
}
