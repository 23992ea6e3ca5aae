export { causeOf, describeFailure } from './failure.js';
export { LocalLauncher, type OnPredicted } from './local-launcher.js';
export { localWorkers } from './local-workers.js';
export { reasonOf } from './reason.js';
export { SlurmLauncher } from './slurm/slurm-launcher.js';
export type { SlurmOptions } from './slurm/slurm-session.js';
export { submitDriver, type Driven } from './slurm/submit-driver.js';
export { cancel as cancelJobs, jobNames, jobsNamed, type KnownJob } from './slurm/slurm.js';
export { meaningOf } from './slurm/slurm-reasons.js';
