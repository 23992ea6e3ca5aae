import { ThawError } from '@thaw/core';
import { cacheProblem } from './cache-problem.js';
import type { ObjectStore } from './object-store.js';

/** Objects in memory, and what has been asked of them. */
export class MemoryObjects implements ObjectStore {
  readonly place = 's3://memory';
  readonly objects = new Map<string, { readonly content: Uint8Array; readonly changedMs: number }>();
  readonly asked: string[] = [];
  isAway = false;
  #nowMs = 0;

  async list(beginning: string) {
    this.#ask('list', beginning);
    return [...this.objects]
      .filter(([name]) => name.startsWith(beginning))
      .map(([name, { content, changedMs }]) => ({ name, bytes: content.byteLength, changedMs }));
  }

  async read(name: string, bytes: number) {
    this.#ask('read', name);
    const { content } = this.objects.get(name) ?? {};
    return content?.byteLength === bytes ? content.slice() : undefined;
  }

  async size(name: string) {
    this.#ask('size', name);
    return this.objects.get(name)?.content.byteLength;
  }

  async write(name: string, blob: Parameters<ObjectStore['write']>[1]) {
    this.#put(name, await blob.read(0, blob.bytes));
  }

  async writeNew(name: string, content: Uint8Array) {
    if (!this.objects.has(name)) this.#put(name, content);
  }

  async remove(name: string) {
    this.#ask('remove', name);
    this.objects.delete(name);
  }

  #put(name: string, content: Uint8Array): void {
    this.#ask('write', name);
    this.objects.set(name, { content: content.slice(), changedMs: this.#nowMs++ });
  }

  #ask(verb: string, name: string): void {
    this.asked.push(`${verb} ${name}`);
    if (this.isAway) throw new ThawError(cacheProblem({ code: 'ECONNREFUSED' }, this.place));
  }
}
