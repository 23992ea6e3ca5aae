import { task, type LossName } from '@thaw/core';
import { categoricalCrossentropy } from './categorical-crossentropy.js';
import type { LossFunction } from './loss-function.js';

const lossFunctions: Readonly<Record<LossName, LossFunction>> = {
  categorical_crossentropy: categoricalCrossentropy,
};

/** That of the task. */
export const lossFunction: LossFunction = lossFunctions[task.loss];
