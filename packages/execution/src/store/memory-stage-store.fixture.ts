import {
  stageKinds,
  type Claim,
  type ClaimAttempt,
  type ClaimOptions,
  type Lease,
  type StageFacts,
  type StageKind,
  type StageRef,
  type StageStore,
  type StoredBlob,
} from '@thaw/core';
import { createHash } from 'node:crypto';
import { MemoryHolders } from './memory-holders.fixture.js';

interface MemoryBlob {
  readonly content: Uint8Array;
  readonly sha256: string;
}

interface MemoryStage {
  readonly ref: StageRef;
  blobs: ReadonlyMap<string, MemoryBlob>;
  lastUsedMs: number;
}

/** What all processes that share a store share. */
export class SharedMemory {
  readonly stages = new Map<string, MemoryStage>();
  readonly holders = new MemoryHolders();

  /** Changes what is stored of a blob, behind the store's back. */
  damage(stage: StageRef, name: string): void {
    const { content } = this.stages.get(idOf(stage))!.blobs.get(name)!;
    content[0]! ^= 1;
  }

  expire(stage: StageRef): void {
    this.holders.expire(idOf(stage));
  }
}

export interface MemoryOptions {
  readonly onDamage?: (name: string) => void;
  readonly nowMs?: () => number;
}

/** Stages in memory, as one process has them. For tests of what needs no files. */
export class MemoryStageStore implements StageStore {
  /** That this process holds. */
  readonly #claims = new Map<string, Claim>();

  constructor(
    private readonly memory = new SharedMemory(),
    private readonly options: MemoryOptions = {},
  ) {}

  /** The process dies: what it holds is nobody's. */
  end(): void {
    this.memory.holders.end(this);
  }

  async stages(kinds: readonly StageKind[] = stageKinds): Promise<readonly StageRef[]> {
    return [...this.memory.stages.values()].map(({ ref }) => ref).filter(({ kind }) => kinds.includes(kind));
  }

  async describe(stage: StageRef): Promise<StageFacts> {
    const found = this.memory.stages.get(idOf(stage));
    const blobs = [...(found?.blobs ?? [])].map(
      ([name, { content, sha256 }]) => [name, { bytes: content.length, sha256 }] as const,
    );
    const bytes = blobs.reduce((sum, [, blob]) => sum + blob.bytes, 0);
    return { blobs: new Map(blobs), bytes, lastUsedMs: found?.lastUsedMs ?? 0 };
  }

  async list(stage: StageRef): Promise<readonly string[]> {
    for (const name of this.#blobs(stage).keys()) await this.#verify(stage, name);
    return [...this.#blobs(stage).keys()];
  }

  async read(stage: StageRef, name: string): Promise<Uint8Array | undefined> {
    return this.#read(stage, name);
  }

  async #read(stage: StageRef, name: string): Promise<Uint8Array | undefined> {
    const blob = await this.#verify(stage, name);
    if (blob) this.memory.stages.get(idOf(stage))!.lastUsedMs = this.#nowMs();
    return blob?.content.slice();
  }

  async readAll(stage: StageRef, names: Iterable<string>): Promise<ReadonlyMap<string, Uint8Array>> {
    const contents = new Map<string, Uint8Array>();
    for (const name of names) {
      const content = await this.#read(stage, name);
      if (content) contents.set(name, content);
    }
    return contents;
  }

  async open(stage: StageRef, name: string): Promise<StoredBlob | undefined> {
    const content = await this.read(stage, name);
    return (
      content && {
        bytes: content.length,
        async read(offset, length) {
          if (offset + length > content.length) throw new RangeError(`${name} ends before that`);
          return content.slice(offset, offset + length);
        },
        close: async () => {},
      }
    );
  }

  async write(stage: StageRef, name: string, blob: Uint8Array): Promise<void> {
    await this.update(stage, new Map([[name, blob]]));
  }

  async remove(stage: StageRef, name: string): Promise<void> {
    await this.update(stage, new Map([[name, undefined]]));
  }

  async setAside(stage: StageRef, name: string, blob: Uint8Array): Promise<void> {
    if (this.#blobs(stage).get(name)?.sha256 !== hashOf(blob)) return;
    this.options.onDamage?.(name);
    await this.remove(stage, name);
  }

  async update(
    stage: StageRef,
    changes: ReadonlyMap<string, Uint8Array | undefined>,
  ): Promise<ReadonlyMap<string, string>> {
    this.#claims.get(idOf(stage))?.lost.throwIfAborted();
    const blobs = new Map(this.#blobs(stage));
    for (const [name, content] of changes) {
      if (content) blobs.set(name, { content: content.slice(), sha256: hashOf(content) });
      else blobs.delete(name);
    }
    this.memory.stages.set(idOf(stage), { ref: stage, blobs, lastUsedMs: this.#nowMs() });
    return new Map(
      [...changes].flatMap(([name, content]) => (content ? [[name, blobs.get(name)!.sha256]] : [])),
    );
  }

  async claim(stage: StageRef, options: ClaimOptions): Promise<Claim> {
    return this.#held(stage, await this.memory.holders.claim(idOf(stage), this, options));
  }

  async tryClaim(stage: StageRef, purpose: string): Promise<ClaimAttempt> {
    const attempt = this.memory.holders.tryClaim(idOf(stage), this, purpose);
    return 'claim' in attempt ? { claim: this.#held(stage, attempt.claim) } : attempt;
  }

  #held(stage: StageRef, claim: Claim): Claim {
    this.#claims.set(idOf(stage), claim);
    const release = async () => {
      if (this.#claims.get(idOf(stage)) === claim) this.#claims.delete(idOf(stage));
      await claim.release();
    };
    return { lost: claim.lost, release };
  }

  async lease(keys: Iterable<string>): Promise<Lease> {
    return this.memory.holders.lease(this, keys);
  }

  async leased(): Promise<ReadonlySet<string>> {
    return this.memory.holders.leased();
  }

  #blobs(stage: StageRef): ReadonlyMap<string, MemoryBlob> {
    return this.memory.stages.get(idOf(stage))?.blobs ?? new Map<string, MemoryBlob>();
  }

  /** A damaged blob is none from then on. */
  async #verify(stage: StageRef, name: string): Promise<MemoryBlob | undefined> {
    const blob = this.#blobs(stage).get(name);
    if (!blob || hashOf(blob.content) === blob.sha256) return blob;
    this.options.onDamage?.(name);
    await this.remove(stage, name);
    return undefined;
  }

  #nowMs(): number {
    return this.options.nowMs?.() ?? Date.now();
  }
}

const idOf = ({ kind, key }: StageRef): string => `${kind}/${key}`;
const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
