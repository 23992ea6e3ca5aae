import type { Claim, ClaimAttempt, ClaimOptions } from '@thaw/core';
import { describeProcess, presenceOf, renewalMs, thisProcess } from '@thaw/locks';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SweepHolder } from '../store-place.js';
import type { StateRef } from './bucket-layout.js';
import { isAlive } from './is-alive.js';
import type { ClaimRecord } from './stage-state.js';
import type { FoundState, StageStates } from './stage-states.js';

/** Of which this process finds out that it is lost when it wants to write. */
interface HeldClaim extends Claim {
  readonly token: string;
  lose(): Error;
}

/** Two holdings are told apart by their tokens. */
type NamedHolder = SweepHolder & Pick<ClaimRecord, 'token'>;
type Attempt =
  | { readonly claim: Claim; readonly holder?: never }
  | { readonly holder: NamedHolder; readonly claim?: never };

/** The first looks come soon, since most claims are short; later ones cost a request each. */
const firstPollMs = 250;
const lastPollMs = 5000;

/**
 * Tokens of the claims that this process holds, by whichever object. What names this process beside them could not be given back, as the server
 * was away: it is nobody's.
 */
const heldHere = new Set<string>();

/** What a process has claimed in a bucket, and under which it writes. */
export class BucketClaims {
  readonly #held = new Map<string, HeldClaim>();

  constructor(private readonly states: StageStates) {}

  /**
   * Before a state is replaced by one that this process writes of a stage: throws where it had claimed it and has lost it. As the claim is in
   * what is replaced, nobody can take it between this look and the writing.
   */
  require(stage: StateRef, { state }: FoundState): void {
    const held = this.#held.get(idOf(stage));
    if (held && state.claim?.token !== held.token) throw held.lose();
  }

  /** Of the claim that this process has on a stage, if it has one. */
  lostOf(stage: StateRef): AbortSignal | undefined {
    return this.#held.get(idOf(stage))?.lost;
  }

  async claim(stage: StateRef, { purpose, signal, onWait }: ClaimOptions): Promise<Claim> {
    let waitsFor: string | undefined;
    for (let pollMs = firstPollMs; ; pollMs = Math.min(lastPollMs, pollMs * 1.5)) {
      signal?.throwIfAborted();
      const attempt = await this.attempt(stage, purpose);
      if (attempt.claim) return attempt.claim;
      const { token, name, purpose: doing } = attempt.holder;
      if (token !== waitsFor) onWait?.({ name, purpose: doing });
      waitsFor = token;
      await sleep(pollMs, undefined, { signal }).catch(() => {});
    }
  }

  async tryClaim(stage: StateRef, purpose: string): Promise<ClaimAttempt> {
    const { claim, holder } = await this.attempt(stage, purpose);
    return claim ? { claim } : { holder: { name: holder.name, purpose: holder.purpose } };
  }

  async attempt(stage: StateRef, purpose: string): Promise<Attempt> {
    const record = { ...thisProcess(), purpose, token: randomUUID(), sinceMs: Date.now() };
    heldHere.add(record.token);
    try {
      const holder = await this.#take(stage, record);
      if (!holder) return { claim: this.#hold(stage, record.token) };
      heldHere.delete(record.token);
      return { holder };
    } catch (error) {
      heldHere.delete(record.token);
      throw error;
    }
  }

  /** Returns who has it. */
  async #take(stage: StateRef, record: ClaimRecord): Promise<NamedHolder | undefined> {
    let holder: NamedHolder | undefined;
    await this.states.change(stage, ({ state, ageMs, version = '' }) => {
      const { claim } = state;
      const isMine = claim?.token === record.token;
      const isHeld = claim && !isMine && isAlive(claim, ageMs) && !isLeftBehind(claim);
      holder = isHeld
        ? {
            ...{ name: describeProcess(claim), purpose: claim.purpose, token: claim.token },
            ...{ renewal: version, isSeen: presenceOf(claim) === 'running' },
          }
        : undefined;
      return isHeld || isMine ? undefined : { ...state, claim: record };
    });
    return holder;
  }

  #hold(stage: StateRef, token: string): Claim {
    const loss = new AbortController();
    const held: HeldClaim = {
      token,
      lost: loss.signal,
      lose: () => {
        loss.abort(new Error(`the claim on ${stage.kind} ${stage.key} was taken over`));
        return loss.signal.reason as Error;
      },
      release: async () => {
        clearInterval(timer);
        await renewal;
        if (this.#held.get(idOf(stage)) === held) this.#held.delete(idOf(stage));
        heldHere.delete(token);
        // One that cannot be given back is taken by this process when it wants to, and by others once it ends, or within a minute.
        await this.states
          .change(stage, ({ state }) =>
            state.claim?.token === token ? { ...state, claim: undefined } : undefined,
          )
          .catch(() => {});
      },
    };
    // A server that does not answer just now is no reason to stop working: what is written will show whose the stage is.
    const renew = async () => {
      await this.states
        .change(stage, ({ state }) => {
          if (state.claim?.token === token) return state;
          held.lose();
          return undefined;
        })
        .catch(() => {});
    };
    let renewal = Promise.resolve();
    const timer = setInterval(() => {
      renewal = renewal.then(renew);
    }, renewalMs);
    timer.unref();
    this.#held.set(idOf(stage), held);
    return held;
  }
}

const idOf = ({ kind, key }: StateRef): string => `${kind}/${key}`;

const isLeftBehind = (claim: ClaimRecord): boolean =>
  claim.pid === process.pid && presenceOf(claim) === 'running' && !heldHere.has(claim.token);
