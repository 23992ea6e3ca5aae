import type { Stage } from '../plan/stage.js';
import type { Assignment } from './step.js';
import { keysOf } from './task.js';

/** What there is of a plan's stages: they are stored, under way, still to come, or cannot be had. */
export class Standing {
  readonly stored: Set<string>;
  /** Why a stage cannot be had: no other run tries it again in this sweep. */
  readonly failed = new Map<string, unknown>();
  readonly underWay = new Set<Assignment>();

  /** `neededStage`: a stage of the plan as far as it is needed; none where it is not. */
  constructor(
    stored: Iterable<string>,
    private readonly neededStage: (key: string) => Stage | undefined,
  ) {
    this.stored = new Set(stored);
  }

  /** Whether it is not there yet, and may be. */
  isToCome(key: string): boolean {
    return !this.stored.has(key) && !this.failed.has(key);
  }

  /** Whether it is to come, and nobody is at it. */
  isMissing(key: string): boolean {
    return this.isToCome(key) && ![...this.underWay].some(({ task }) => keysOf(task).includes(key));
  }

  /** Features of other images have to be indexed, also to be computed along with others. */
  canBegin(key: string): boolean {
    if (!this.isMissing(key)) return false;
    return this.neededStage(key)?.parents.every((parent) => this.stored.has(parent)) ?? false;
  }

  /** What of these can begin, and of what they are made from: that may be of other runs, as features are computed for all datasets that want them. */
  beginnings(keys: readonly string[]): readonly string[] {
    return keys
      .filter((key) => this.isMissing(key))
      .flatMap((key) => [...this.#parentsOf(key).filter((parent) => this.isToCome(parent)), key])
      .filter((key) => this.canBegin(key));
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
