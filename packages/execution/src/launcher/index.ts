export { clusterKind, clusterKinds } from './clusters.js';
export { causeOf, describeFailure } from './failure.js';
export { LocalLauncher, type OnPredicted } from './local-launcher.js';
export { localWorkers } from './local-workers.js';
export type { ClusterKind, KnownWorker, WorkerStarter } from './queue/cluster-kind.js';
export { QueueLauncher } from './queue/queue-launcher.js';
export { submitDriver } from './queue/submit-driver.js';
export { reasonOf } from './reason.js';
