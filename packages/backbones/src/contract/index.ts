export { describeBackbone, type TestRunner } from './describe-backbone.js';
