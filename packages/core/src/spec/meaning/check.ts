import type { Problem } from '../../errors/problem.js';
import { startsWith, type Keys } from '../keys.js';
import type { Networks } from '../networks.js';
import type { Locate } from '../schema-problems.js';
import type { PartialSpec } from '../spec.js';

export interface CheckedAt {
  readonly networks: Networks;
  readonly locate: Locate;
  /** What a spec has that is not valid, and is therefore missing: no default stands for it. */
  readonly wrong?: readonly Keys[];
}

/** One rule that a schema cannot say. It is given what is valid of a spec, and holds its tongue about what is missing. */
export type Check = (spec: PartialSpec, at: CheckedAt) => readonly Problem[];

/** Whether something of a setting is wrong, and has been told. */
export const isWrong = ({ wrong = [] }: CheckedAt, ...setting: Keys): boolean =>
  wrong.some((keys) => startsWith(keys, setting));
