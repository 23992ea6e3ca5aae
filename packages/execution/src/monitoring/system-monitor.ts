import { cpuTimes, cpuUtilization, memoryUsage, type CpuTimes } from './cpu-usage.js';
import { GpuWatch } from './gpu-usage.js';

/** By MLflow's names without `system/`. */
export type SystemSample = Readonly<Record<string, number>>;

/** As often as MLflow's own client. */
const defaultIntervalMs = 10_000;

const gpus = new GpuWatch();

/**
 * Looks now and then what the machine does, from `start` to `stop`. It sees the whole machine, as MLflow's own client
 * does: other programs count too. Of anything shorter than the interval there is one sample, at its end.
 */
export class SystemMonitor {
  #timer: NodeJS.Timeout | undefined;
  #before: CpuTimes | undefined;
  #samples = 0;
  #pending: Promise<void> = Promise.resolve();

  constructor(
    private readonly onSample: (sample: SystemSample) => Promise<void>,
    private readonly intervalMs = defaultIntervalMs,
  ) {}

  /** Does nothing where it has started. */
  start(): void {
    if (this.#timer) return;
    this.#before = cpuTimes();
    this.#timer = setInterval(() => this.#look(), this.intervalMs);
    this.#timer.unref();
  }

  /** Returns when all samples are told; throws what the first that was not has failed with. */
  async stop(): Promise<void> {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#samples === 0) this.#look();
    await this.#pending;
  }

  #look(): void {
    this.#samples++;
    // One after the other: a slow driver is not asked again before it has answered.
    this.#pending = this.#pending.then(async () => this.onSample(await this.#sample()));
    // Whoever stops it is told.
    this.#pending.catch(() => {});
  }

  async #sample(): Promise<SystemSample> {
    const after = cpuTimes();
    const cpu = this.#before && cpuUtilization(this.#before, after);
    this.#before = after;
    // A timer may come a little early, and is still to be told of its own interval.
    const gpu = await gpus.usage(this.intervalMs / 2);
    const sample = {
      ...(cpu !== undefined && { cpu_utilization_percentage: cpu }),
      ...memoryUsage(),
      ...gpu,
    };
    return Object.fromEntries(
      Object.entries(sample).map(([name, value]) => [name, Number(value.toFixed(1))]),
    );
  }
}
