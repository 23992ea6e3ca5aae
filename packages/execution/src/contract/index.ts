export { describeDataSource, type GivenImage, type SourceUnderTest } from './describe-data-source.js';
export { describeLauncher, type LauncherUnderTest } from './describe-launcher.js';
export { describeModelFormat, type ReadModel } from './describe-model-format.js';
export { describeParity } from './describe-parity.js';
export { describeStageStore, type StoreUnderTest } from './describe-stage-store.js';
export { randomImages, realisticWeights } from './random-inputs.js';
export type { TestRunner } from '@thaw/core';
