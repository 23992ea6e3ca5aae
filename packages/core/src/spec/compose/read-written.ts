import type { Problem } from '../../errors/problem.js';
import { locateIn, type Origin } from '../origins.js';
import { applyOverrides } from '../overrides.js';
import type { Locate } from '../schema-problems.js';
import { inFull } from '../shorthand.js';
import type { WrittenSpec } from '../spec-source.js';
import { composeSpec } from './compose-spec.js';
import type { Outside } from './interpolate.js';
import { SpecFile } from './spec-file.js';

export interface WrittenOptions {
  /** How the file, or the object, is called in problems. */
  readonly file: string;
  /** `path=value`, applied in order; values are YAML. */
  readonly overrides?: readonly string[];
  /** Where `${env:NAME}` and, in an override, `${file:PATH}` are looked up. */
  readonly outside?: Partial<Outside>;
}

/** A spec as it is written, with all that it extends and with its overrides. */
export interface Written {
  readonly value: unknown;
  readonly locate: Locate;
  /** The spec, and each override. */
  readonly origins: readonly Origin[];
  readonly overrides: readonly Origin[];
  readonly problems: readonly Problem[];
  /** Whether it lacks so much that nothing can be said of what is in it. */
  readonly isBroken: boolean;
}

export function readWritten(
  written: WrittenSpec | SpecFile,
  { file, overrides = [], outside: { env = {}, texts = new Map() } = {} }: WrittenOptions,
): Written {
  const composed = composeSpec(written instanceof SpecFile ? written : new SpecFile(file, written), env);
  const overridden = applyOverrides(composed.value, overrides, { env, texts });
  const origins: readonly Origin[] = [{ keys: [], locate: composed.locate }, ...overridden.origins];
  return {
    value: inFull(overridden.value),
    locate: locateIn(origins),
    origins,
    overrides: overridden.origins,
    problems: [...composed.problems, ...overridden.problems],
    isBroken: composed.isBroken,
  };
}
