import { ThawError, type Problem } from '@thaw/core';
import { setTimeout as sleep } from 'node:timers/promises';
import { unlessAborted } from '../stages/unless-aborted.js';
import { isUnreachable } from './bucket-problem.js';
import { awayNotice, backNotice, clockTime } from './outage-notices.js';

export interface PatienceOptions {
  /** For people. */
  readonly place: string;
  /** For so long it is waited, from when a request began that was not answered. */
  readonly mostMs: number;
  /** Whether it has been seen to answer already, by whoever has started this process: else the first who asks may have the wrong address. */
  readonly isKnown: boolean;
  /** Ends the waiting; asked for whenever that begins, as a worker has another for each task. */
  readonly signal: () => AbortSignal;
  /** Asks for something small. */
  readonly probe: () => Promise<unknown>;
  readonly onNotice: (line: string) => void;
}

interface Outage {
  readonly sinceMs: number;
  /** By a clock that stands while the machine sleeps. */
  readonly untilMs: number;
  error: ThawError;
  isTold: boolean;
  /** Of all who wait. */
  recovery?: Promise<void> | undefined;
  /** Once it is given up, nobody asks before. */
  restsUntilMs: number;
}

const firstPauseMs = 250;
const longestPauseMs = 2000;
/** What is over sooner nobody has to know of. */
const untoldMs = 1500;
/** A server that stands still takes questions and answers none. */
const probeMs = 10_000;
/** A server that answers others may fail at one question for ever. */
const mostFailures = 12;
/** Who ends now has much to give back, and would wait for each. */
const restMs = 60_000;

/** Waits where a server does not answer: once for all who ask, with one probe at a time, up to one deadline. */
export class Patience {
  #isKnown: boolean;
  #outage: Outage | undefined;

  constructor(private readonly options: PatienceOptions) {
    this.#isKnown = options.isKnown;
  }

  /** Asks again when the server is back. @throws ThawError `THAW-BUCKET-UNREACHABLE` when it was waited for long enough. */
  async ask<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    let pauseMs = firstPauseMs;
    for (let failures = 0; ; pauseMs = longer(pauseMs)) {
      await this.#present(pauseMs);
      const sinceMs = Date.now();
      const untilMs = performance.now() + this.options.mostMs;
      try {
        const answer = await request();
        this.#isKnown = true;
        return answer;
      } catch (error) {
        if (!isUnreachable(error) || !this.#isKnown || ++failures > mostFailures) throw error;
        this.#outage ??= { error, sinceMs, untilMs, isTold: false, restsUntilMs: 0 };
      }
    }
  }

  /** Returns once the server is not known to be away. */
  async #present(pauseMs: number): Promise<void> {
    const outage = this.#outage;
    if (!outage) return;
    if (performance.now() < outage.restsUntilMs || this.options.signal().aborted) throw outage.error;
    outage.recovery ??= this.#recover(outage, pauseMs).finally(() => (outage.recovery = undefined));
    await outage.recovery;
  }

  async #recover(outage: Outage, firstMs: number): Promise<void> {
    const { place, onNotice } = this.options;
    const signal = this.options.signal();
    for (let pauseMs = firstMs; ; pauseMs = longer(pauseMs)) {
      this.#tell(outage);
      const leftMs = Math.max(0, outage.untilMs - performance.now());
      await sleep(Math.min(leftMs, pauseMs * (0.5 + Math.random() / 2)), undefined, { signal }).catch(
        () => {},
      );
      signal.throwIfAborted();
      const failure = await this.#failure(signal);
      signal.throwIfAborted();
      if (!failure) break;
      if (isUnreachable(failure)) outage.error = failure;
      if (performance.now() < outage.untilMs) continue;
      outage.restsUntilMs = performance.now() + restMs;
      throw (outage.error = givenUp(outage));
    }
    this.#outage = undefined;
    if (outage.isTold) onNotice(backNotice(place));
  }

  /** Nothing where it answers, whatever it says. */
  async #failure(signal: AbortSignal): Promise<Error | undefined> {
    try {
      await unlessAborted(this.options.probe(), AbortSignal.any([signal, AbortSignal.timeout(probeMs)]));
    } catch (error) {
      if (isUnreachable(error) || isTimeout(error)) return error;
    }
    return undefined;
  }

  #tell(outage: Outage): void {
    const { place, onNotice } = this.options;
    const nowMs = performance.now();
    if (outage.isTold || Date.now() - outage.sinceMs < untoldMs || nowMs >= outage.untilMs) return;
    outage.isTold = true;
    const untilMs = Date.now() + outage.untilMs - nowMs;
    onNotice(awayNotice({ place, sinceMs: outage.sinceMs, untilMs, found: outage.error.problems[0]!.found }));
  }
}

const longer = (pauseMs: number): number => Math.min(longestPauseMs, pauseMs * 2);

/** It is past waiting: the command ends with this. */
function givenUp({ error, sinceMs }: Outage): ThawError {
  const [{ found, ...problem }] = error.problems as [Problem];
  const silence = `no answer since ${clockTime(sinceMs)}`;
  return new ThawError({
    ...problem,
    found: found === undefined || found.includes(silence) ? (found ?? silence) : `${found}, and ${silence}`,
    remedy: 'once it answers, the same command goes on from what is stored',
  });
}

const isTimeout = (error: unknown): error is Error => error instanceof Error && error.name === 'TimeoutError';
