import { ThawError } from '@thaw/core';
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { bucketProblem } from './bucket-problem.js';
import type { ObjectStore } from './object-store.js';

interface MemoryObject {
  readonly content: Uint8Array;
  readonly changedMs: number;
}

/** As of S3: equal contents are one version. */
const versionOf = ({ content }: MemoryObject): string => createHash('md5').update(content).digest('hex');

/** Objects in memory, and what has been asked of them. */
export class MemoryObjects implements ObjectStore {
  readonly place = 's3://memory';
  readonly use = 'cache';
  readonly objects = new Map<string, MemoryObject>();
  readonly asked: string[] = [];
  isAway = false;
  #nowMs = 0;

  async list(beginning: string) {
    await this.#ask('list', beginning);
    return [...this.objects]
      .filter(([name]) => name.startsWith(beginning))
      .map(([name, object]) => ({
        ...{ name, bytes: object.content.byteLength, version: versionOf(object) },
        changedMs: object.changedMs,
      }));
  }

  async read(name: string, bytes: number) {
    await this.#ask('read', name);
    const { content } = this.objects.get(name) ?? {};
    return content?.byteLength === bytes ? content.slice() : undefined;
  }

  async readNow(name: string, mostBytes: number) {
    await this.#ask('read', name);
    const found = this.objects.get(name);
    if (!found) return undefined;
    if (found.content.byteLength > mostBytes) return 'too-large' as const;
    return { ...found, content: found.content.slice(), version: versionOf(found), nowMs: this.#nowMs };
  }

  async size(name: string) {
    await this.#ask('size', name);
    return this.objects.get(name)?.content.byteLength;
  }

  async write(name: string, blob: Parameters<ObjectStore['write']>[1]) {
    return this.#put(name, await blob.read(0, blob.bytes));
  }

  async replace(name: string, content: Uint8Array, _sha256: string, version: string | undefined) {
    await this.#ask('replace', name);
    const found = this.objects.get(name);
    return (found && versionOf(found)) === version ? this.#set(name, content) : undefined;
  }

  async remove(name: string) {
    await this.#ask('remove', name);
    this.objects.delete(name);
  }

  async #put(name: string, content: Uint8Array): Promise<string> {
    await this.#ask('write', name);
    return this.#set(name, content);
  }

  #set(name: string, content: Uint8Array): string {
    const object = { content: content.slice(), changedMs: this.#nowMs++ };
    this.objects.set(name, object);
    return versionOf(object);
  }

  /** As a server does, it lets others come in between. */
  async #ask(verb: string, name: string): Promise<void> {
    this.asked.push(`${verb} ${name}`);
    await nextTurn();
    if (this.isAway) throw new ThawError(bucketProblem({ code: 'ECONNREFUSED' }, this));
  }
}
