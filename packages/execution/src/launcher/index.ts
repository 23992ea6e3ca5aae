export { causeOf, describeFailure } from './failure.js';
export { LocalLauncher, type OnPredicted } from './local-launcher.js';
export { reasonOf } from './reason.js';
