import type { StoppingRule } from './stop-method.js';

/** A rule for the first runs of groups, one for the second ones, and so on: each holds its own against each other. */
export function eachPart(create: () => StoppingRule): StoppingRule {
  const rules: StoppingRule[] = [];
  return { judge: (run, epoch) => (rules[epoch.before.length] ??= create()).judge(run, epoch) };
}
