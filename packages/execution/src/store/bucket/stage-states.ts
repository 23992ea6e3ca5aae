import { stageKinds, ThawError, type StageKind, type StageRef } from '@thaw/core';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256Of } from '../../files/read-small.js';
import { bucketProblem } from '../../objects/bucket-problem.js';
import type { ObjectStore } from '../../objects/object-store.js';
import { stateName, statePattern, statesBeginning, type StateRef } from './bucket-layout.js';
import { requireConditions } from './require-conditions.js';
import { emptyState, parseState, stateContent, type StageState } from './stage-state.js';
import { readWithin, requireWithin } from './within-bounds.js';

/** A state as it was read. */
export interface FoundState {
  readonly state: StageState;
  /** None where there is no object. */
  readonly version: string | undefined;
  /** What the object takes. */
  readonly bytes: number;
  /** How long ago it was written, by the server's clock. */
  readonly ageMs: number;
}

/** Of a hundred thousand blobs it is smaller. */
const mostBytes = 2 ** 26;
/** Who has come second waits up to so long before he looks again. */
const mostWaitMs = 200;
/** In a row, without that another has come first: answers that were lost, or somebody who is writing just now. */
const mostRefusals = 30;

/** The objects of a bucket that say what there is of each stage, and who has claimed it. */
export class StageStates {
  #required: Promise<void> | undefined;

  constructor(
    private readonly objects: ObjectStore,
    /** Told of a state that is none; what it named is lost. */
    private readonly onDamage: (stage: StateRef) => void,
    private readonly waitMs = mostWaitMs,
  ) {}

  async stages(kinds: readonly StageKind[] = stageKinds): Promise<readonly StageRef[]> {
    const found = await this.objects.list(
      kinds.length === 1 ? `${statesBeginning}${kinds[0]}/` : statesBeginning,
    );
    return found.flatMap(({ name }) => {
      const [, kind, key] = statePattern.exec(name) ?? [];
      return kinds.includes(kind as StageKind) ? [{ kind: kind as StageKind, key: key! }] : [];
    });
  }

  async read(stage: StateRef): Promise<FoundState> {
    const found = await readWithin(this.objects, stateName(stage), mostBytes);
    if (!found) return { state: emptyState, version: undefined, bytes: 0, ageMs: 0 };
    const { content, version, changedMs, nowMs } = found;
    const state = parseState(stage, content);
    if (!state) this.onDamage(stage);
    return { state: state ?? emptyState, version, bytes: content.byteLength, ageMs: nowMs - changedMs };
  }

  /**
   * Replaces a state by what `decide` makes of it, unless that is nothing. It is asked again for as long as others come first; and also where
   * the server's answer was lost, so that it may find its own work.
   * @throws ThawError `THAW-BUCKET-NO-CONDITIONS` where nobody comes first, and the server refuses nevertheless.
   */
  async change(
    stage: StateRef,
    decide: (found: FoundState) => StageState | undefined,
  ): Promise<FoundState | undefined> {
    this.#required ??= requireConditions(this.objects).catch((error: unknown) => {
      // Of a server that did not answer the next who asks may know more.
      this.#required = undefined;
      throw error;
    });
    await this.#required;
    let refused: FoundState['version'];
    for (let refusals = 0; refusals < mostRefusals;) {
      const found = await this.read(stage);
      const next = decide(found);
      if (!next) return undefined;
      const content = stateContent(stage, next);
      const name = stateName(stage);
      requireWithin(this.objects, name, content, mostBytes);
      if (await this.objects.replace(name, content, sha256Of(content), found.version)) return found;
      refusals = refused === found.version ? refusals + 1 : 1;
      refused = found.version;
      await sleep(this.waitMs * Math.random());
    }
    throw new ThawError(bucketProblem({ name: 'PreconditionFailed' }, this.objects));
  }
}
