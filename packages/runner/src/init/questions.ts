import type { Choice } from './offers.js';
import type { Seen } from './seen.js';

/** What a person is asked on the way to a first spec, where a person can be. Each answer has a default. */
export interface Questions {
  /** What was seen, before anything is asked of it. */
  show(seen: Seen, where: string): void;
  keepTogether(seen: Seen): Promise<boolean>;
  /** In seconds. */
  within(seconds: number): Promise<number>;
  /** The best of each network, the best of all first; what comes of it is one of them. */
  network(choices: readonly Choice[]): Promise<Choice>;
  /** Where the spec goes. */
  file(suggested: string): Promise<string>;
}

/** Whoever was asked has gone: nothing is written. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** For scripts: everything as suggested, unless options say otherwise. */
export const noQuestions = (show: Questions['show']): Questions => ({
  show,
  keepTogether: () => Promise.resolve(true),
  within: (seconds) => Promise.resolve(seconds),
  network: ([best]) => Promise.resolve(best!),
  file: (suggested) => Promise.resolve(suggested),
});
