import type { Extractor, Trainer } from '@thaw/core';

/** Does one piece of work after the other, in the order in which they came. */
class Sequence {
  #last: Promise<unknown> = Promise.resolve();

  run<Value>(work: () => Promise<Value>): Promise<Value> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}

/** An extractor, or a trainer, before it keeps the rules of the port for calls that overlap. */
export type Unordered<Part extends Extractor | Trainer> = Omit<Part, 'dispose'> & { dispose(): void };

export function extractorInOrder(extractor: Unordered<Extractor>): Extractor {
  const sequence = new Sequence();
  return {
    extract: (...args) => sequence.run(() => extractor.extract(...args)),
    dispose: () => sequence.run(async () => extractor.dispose()),
  };
}

export function trainerInOrder(trainer: Unordered<Trainer>): Trainer {
  const sequence = new Sequence();
  return {
    step: (...args) => sequence.run(() => trainer.step(...args)),
    evaluate: (...args) => sequence.run(() => trainer.evaluate(...args)),
    exportState: () => sequence.run(() => trainer.exportState()),
    restoreState: (...args) => sequence.run(() => trainer.restoreState(...args)),
    dispose: () => sequence.run(async () => trainer.dispose()),
  };
}
