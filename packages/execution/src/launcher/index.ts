export { causeOf, describeFailure } from './failure.js';
export { LocalLauncher, type OnPredicted } from './local-launcher.js';
export { localWorkers } from './local-workers.js';
export { reasonOf } from './reason.js';
