export { describeOpened } from './describe-opened.js';
export { executeTask } from './execute-task.js';
export { type ComputeSettings, openContext } from '../stages/open-context.js';
export type { ComputeContext } from '../stages/stage-context.js';
