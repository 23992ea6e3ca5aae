import {
  correctionKey,
  featuresBatchSize,
  rawSeconds,
  type BaseSpeed,
  type Plan,
  type PlanEstimate,
  type TrainStage,
} from '@thaw/core';
import type { SweepEvent } from '../events/sweep-event.js';

/** Stages shorter than this tell more of the moment than of the machine. */
const leastSeconds = 0.2;

/** A pass over fewer images is spent on beginning: a night that adds ten would make a dataset seem to take three times as long. */
const leastImages = 2 * featuresBatchSize;

/** Watches how long the stages of a sweep take, to compare with what was computed beforehand. */
export class StageTimings {
  readonly #seconds = new Map<string, number>();
  readonly #epochs = new Map<string, number>();

  /** What is learned while other work keeps the machine busy would mislead later plans. */
  constructor(private readonly isQuiet: () => boolean) {}

  add(event: SweepEvent): void {
    // One that was broken off goes on from where it was: what it did before is not in its time.
    if (event.type === 'stage-started') this.#epochs.set(event.key, 0);
    if (event.type === 'epoch') this.#epochs.set(event.stage, (this.#epochs.get(event.stage) ?? 0) + 1);
    if (
      event.type === 'stage-ended' &&
      event.status === 'computed' &&
      event.seconds > leastSeconds &&
      this.isQuiet()
    )
      this.#seconds.set(event.key, event.seconds);
  }

  /** How many times as long as computed each stage took. A training that began late or stopped early counts as far as it went. */
  ratios(plan: Plan, estimate: PlanEstimate, speed: BaseSpeed): { key: string; ratio: number }[] {
    return plan.stages.flatMap((stage) => {
      const seconds = this.#seconds.get(stage.key);
      // Of what a search has proposed since, nothing was expected.
      const estimated = estimate.stages.get(stage.key);
      if (seconds === undefined || !estimated) return [];
      const expected = rawSeconds(estimated.demand, speed);
      const share = stage.kind === 'train' ? this.#shareOf(stage) : 1;
      const isBrief = stage.kind === 'features' && estimated.demand.decodedImages < leastImages;
      if (expected === 0 || share === 0 || isBrief) return [];
      const train = stage.kind === 'evaluate' ? (plan.stage(stage.train) as TrainStage) : undefined;
      return { key: correctionKey(stage, train), ratio: seconds / (expected * share) };
    });
  }

  #shareOf({ key, readings }: TrainStage): number {
    return (this.#epochs.get(key) ?? 0) / Math.max(...readings.map(({ epochs }) => epochs));
  }
}
