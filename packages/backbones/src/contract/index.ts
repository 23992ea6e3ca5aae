export type { TestRunner } from '@thaw/core';
export { describeBackbone } from './describe-backbone.js';
