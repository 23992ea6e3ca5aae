import type { Stage } from '../plan/stage.js';
import type { Assignment } from './step.js';
import { keysOf } from './task.js';

/** What there is of a plan's stages: they are stored, under way, still to come, or cannot be had. */
export class Standing {
  readonly stored: Set<string>;
  /** Why a stage cannot be had: no other run tries it again in this sweep. */
  readonly failed = new Map<string, unknown>();
  readonly #underWay = new Set<Assignment>();
  /** Keys of the stages of all that is under way: these are asked for far more often than they change. */
  readonly #begun = new Set<string>();

  /** `neededStage`: a stage of the plan as far as it is needed; none where it is not. */
  constructor(
    stored: Iterable<string>,
    private readonly neededStage: (key: string) => Stage | undefined,
  ) {
    this.stored = new Set(stored);
  }

  get underWay(): ReadonlySet<Assignment> {
    return this.#underWay;
  }

  begin(assignment: Assignment): void {
    this.#underWay.add(assignment);
    for (const key of keysOf(assignment.task)) this.#begun.add(key);
  }

  end(assignment: Assignment): void {
    this.#underWay.delete(assignment);
    for (const key of keysOf(assignment.task)) this.#begun.delete(key);
  }

  /** Whether it is not there yet, and may be. */
  isToCome(key: string): boolean {
    return !this.stored.has(key) && !this.failed.has(key);
  }

  isUnderWay(key: string): boolean {
    return this.#begun.has(key);
  }

  /** Whether it is to come, and nobody is at it. */
  isMissing(key: string): boolean {
    return this.isToCome(key) && !this.isUnderWay(key);
  }

  /** Features of other images have to be indexed, also to be computed along with others. */
  canBegin(key: string): boolean {
    if (!this.isMissing(key)) return false;
    return this.neededStage(key)?.parents.every((parent) => this.stored.has(parent)) ?? false;
  }

  /** The first that can begin of these and what they are made from: that may be of other runs, as features are computed for all datasets that want them. */
  beginning(keys: readonly string[]): string | undefined {
    for (const key of keys) {
      if (!this.isMissing(key)) continue;
      const before = this.#parentsOf(key).find((parent) => this.canBegin(parent));
      if (before !== undefined) return before;
      if (this.canBegin(key)) return key;
    }
    return undefined;
  }

  /** Of these and what they are made from, what is under way: until one of it ends, no more of them can begin than can now. */
  underWayOf(keys: readonly string[]): readonly string[] {
    const parents = keys.filter((key) => this.isToCome(key)).flatMap((key) => this.#parentsOf(key));
    return [...new Set([...keys, ...parents])].filter((key) => this.isUnderWay(key));
  }

  /** The stage itself, or what it would be made from: that may be of another run. */
  failureOf(key: string): string | undefined {
    if (this.failed.has(key)) return key;
    if (this.stored.has(key)) return undefined;
    return this.#parentsOf(key)
      .map((parent) => this.failureOf(parent))
      .find((failure) => failure);
  }

  /** Whether nothing more comes of these: all are there, or one of them cannot be had. */
  areSettled(keys: readonly string[]): boolean {
    const isFailed = (key: string) => this.failureOf(key) !== undefined;
    return keys.every((key) => this.stored.has(key)) || keys.some(isFailed);
  }

  #parentsOf(key: string): readonly string[] {
    return this.neededStage(key)?.parents ?? [];
  }
}
