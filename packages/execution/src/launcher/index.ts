export { causeOf, describeFailure } from './failure.js';
export { LocalLauncher } from './local-launcher.js';
export { reasonOf } from './reason.js';
