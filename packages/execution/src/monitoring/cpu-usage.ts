import { cpus, freemem, totalmem } from 'node:os';

/** Ticks of all cores since the machine started. */
export interface CpuTimes {
  readonly idle: number;
  readonly all: number;
}

export function cpuTimes(): CpuTimes {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap((each) => Object.values(each))) };
}

/** The share of the cores' time that was not idle, in percent; of none if no tick has passed. */
export const cpuUtilization = (before: CpuTimes, after: CpuTimes): number | undefined =>
  after.all > before.all ? 100 * (1 - (after.idle - before.idle) / (after.all - before.all)) : undefined;

/** By MLflow's names. A megabyte is 10⁶ bytes there; what the kernel can free at once counts as free. */
export function memoryUsage(): Readonly<Record<string, number>> {
  const used = totalmem() - freemem();
  return {
    system_memory_usage_megabytes: used / 1e6,
    system_memory_usage_percentage: (100 * used) / totalmem(),
  };
}
