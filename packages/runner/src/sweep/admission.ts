import type { OpenedBackend, PlanEstimate, StageEstimate } from '@thaw/core';
import type { SweepEvent } from '../events/sweep-event.js';
import { expectSweep, type Expectation, type ExpectOptions } from './expect-sweep.js';
import type { SweepPart } from './prepare-sweep.js';
import { refuseUnsupported } from './refuse-unsupported.js';

/** Lets runs in that what computes can do. It is opened, and measured, when there is something to compute. */
export class Admission {
  #backend: OpenedBackend | undefined;
  #expectation: Expectation | undefined;

  constructor(private readonly options: ExpectOptions) {}

  /** None while there is nothing to compute. */
  get backend(): OpenedBackend | undefined {
    return this.#backend;
  }

  /** None while there is nothing to compute. */
  get expectation(): Expectation | undefined {
    return this.#expectation;
  }

  /** @throws ThawError with what cannot be done of it, or will not fit. */
  async admit(part: SweepPart): Promise<void> {
    const { plan, cached } = part;
    if (!plan.stages.some(({ key, kind }) => kind !== 'dataset' && !cached.has(key))) return;
    this.#backend ??= await this.options.launcher.open();
    refuseUnsupported(part, this.#backend);
    if (this.#expectation) await this.#expectation.join(part);
    else this.#expectation = await expectSweep(part, this.options);
  }

  /** What something would take that may never be done, though nothing was to compute so far. */
  async weigh(part: SweepPart): Promise<PlanEstimate> {
    const none = { stages: [], runs: [], stage: () => undefined };
    this.#expectation ??= await expectSweep({ ...part, plan: none }, this.options);
    return this.#expectation.weigh(part);
  }

  estimateOf(key: string): StageEstimate | undefined {
    return this.#expectation?.estimate.stages.get(key);
  }

  watch(event: SweepEvent): void {
    this.#expectation?.watch(event);
  }

  async learn(plan: SweepPart['plan']): Promise<void> {
    await this.#expectation?.learn(plan);
  }
}
