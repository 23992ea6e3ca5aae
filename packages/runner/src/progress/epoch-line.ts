import type { SweepEvent } from '../events/sweep-event.js';
import { metricText, own, shownMetrics } from '@thaw/core';

type EpochEvent = SweepEvent & { type: 'epoch' };

/** `fine-tune 2/5  loss 0.4123  accuracy 0.8611  val_loss 0.5080  val_accuracy 0.8333` */
export function epochLine({ phase, epoch, epochs, metrics }: EpochEvent): string {
  const shown = shownMetrics.epoch
    .filter((name) => own(metrics, name) !== undefined)
    .map((name) => `${name} ${metricText(own(metrics, name)!)}`);
  return [`${phase} ${epoch}/${epochs}`, ...shown].join('  ');
}
