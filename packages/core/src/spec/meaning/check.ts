import type { Problem } from '../../errors/problem.js';
import type { Networks } from '../networks.js';
import type { Locate } from '../schema-problems.js';
import type { PartialSpec } from '../spec.js';

/** One rule that a schema cannot say. It is given what is valid of a spec, and holds its tongue about what is missing. */
export type Check = (
  spec: PartialSpec,
  at: { readonly networks: Networks; readonly locate: Locate },
) => readonly Problem[];
