import { availableParallelism, cpus, hostname, release, totalmem, type } from 'node:os';

/** What computes. */
export interface Machine {
  readonly host: string;
  /** `Linux 6.1.0-18-amd64` */
  readonly os: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** `v20.20.0` */
  readonly node: string;
}

export const describeMachine = (): Machine => ({
  host: hostname(),
  os: `${type()} ${release()}`,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryBytes: totalmem(),
  node: process.version,
});
