import { shortHash } from '../hash/content-hash.js';
import type { Spec } from './spec.js';

/** Where and when a sweep is told of or run, on what, how much it may take, and who checks the spec in an editor, does not make it another. */
export function sweepIdOf({
  tracking: _,
  schedule: __,
  $schema: ___,
  launcher: ____,
  sweep,
  ...spec
}: Spec): string {
  const { budget: _____, ...searched } = sweep ?? {};
  return shortHash({ ...spec, ...(sweep && { sweep: searched }) });
}
