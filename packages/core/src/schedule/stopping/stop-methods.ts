import { curve } from './curve.js';
import { median } from './median.js';
import type { StopMethod } from './stop-method.js';
import { successiveHalving } from './successive-halving.js';

/** Every way to stop runs, by its name in a spec. */
export const stopMethods = { median, successiveHalving, curve } as const satisfies Record<string, StopMethod>;

export type StopMethodName = keyof typeof stopMethods;

export const stopMethod = (name: StopMethodName): StopMethod => stopMethods[name];
