export { describeStageStore, type StoreUnderTest } from './describe-stage-store.js';
export type { TestRunner } from './test-runner.js';
