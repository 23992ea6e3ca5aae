export { describeDataSource, type GivenImage, type SourceUnderTest } from './describe-data-source.js';
export { describeStageStore, type StoreUnderTest } from './describe-stage-store.js';
export type { TestRunner } from './test-runner.js';
