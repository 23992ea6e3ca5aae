import type { SweepEvent } from '../sweep/sweep-event.js';
import { own } from '@thaw/core';

type EpochEvent = SweepEvent & { type: 'epoch' };

/** `fine-tune 2/5  loss 0.412  accuracy 0.861  val_loss 0.508  val_accuracy 0.833` */
export function epochLine({ phase, epoch, epochs, metrics }: EpochEvent): string {
  const shown = ['loss', 'accuracy', 'val_loss', 'val_accuracy']
    .filter((name) => own(metrics, name) !== undefined)
    .map((name) => `${name} ${own(metrics, name)!.toFixed(3)}`);
  return [`${phase} ${epoch}/${epochs}`, ...shown].join('  ');
}
