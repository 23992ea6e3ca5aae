import { inCall } from './call.js';
import type { SpecOptions } from './options.js';
import { prepareAndCheck } from './prepare.js';
import type { ValidSpec } from './results.js';

/**
 * Checks a spec, its data and its weights, and that they will do for its runs, without running anything.
 * @throws ThawError with all that is wrong.
 */
export const validateSpec = (options: SpecOptions): Promise<ValidSpec> =>
  inCall(options, async (call) => {
    const { prepared, warnings } = await prepareAndCheck(options, call);
    const { name, sweepId: sweep, objective, runs } = prepared.loaded;
    return { name, sweep, objective, runs, warnings };
  });
