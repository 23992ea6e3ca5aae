import type { Keys } from '../keys.js';
import type { Locate } from '../schema-problems.js';

/** A part of a spec, or all of it, with the places where it is written. */
export interface Piece {
  readonly value: unknown;
  /** Takes keys from the part on. */
  readonly locate: Locate;
}

export type Members = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Members =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;

/** What is at `keys` of a piece, as a piece. */
export const within = ({ locate }: Piece, keys: Keys, value: unknown): Piece => ({
  value,
  locate: (inner, part) => locate([...keys, ...inner], part),
});
