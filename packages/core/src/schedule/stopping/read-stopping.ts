import { withDefaults } from '../../spec/kinds.js';
import type { Spec } from '../../spec/spec.js';
import type { Stopping } from '../run-source.js';
import { stopMethod } from './stop-methods.js';

/** Which runs a spec has stopped, from the beginning of its sweep; none if it does not say. */
export function stoppingOf({ sweep, phases }: Spec): Stopping | undefined {
  if (!sweep?.stop) return undefined;
  const { method: name, phase = phaseJudgedIn(name, phases), ...written } = sweep.stop;
  const method = stopMethod(name);
  const rule = method.create(withDefaults(method.settings, written));
  return { rule, ...(phase !== undefined && { phase }) };
}

const phaseJudgedIn = (
  method: Parameters<typeof stopMethod>[0],
  phases: Spec['phases'],
): string | undefined => (stopMethod(method).ofLastPhase ? phases.at(-1)!.name : undefined);
