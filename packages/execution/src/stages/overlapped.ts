import { ahead } from './ahead.js';

/**
 * Batches with what is computed of them. What is asked for a batch is asked while that of the one before it is still
 * computed, so that whatever computes never waits for its result to be read.
 */
export const overlapped = <Batch, Outcome>(
  batches: AsyncIterable<Batch>,
  compute: (batch: Batch, index: number) => Promise<Outcome>,
): AsyncGenerator<{ readonly batch: Batch; readonly outcome: Promise<Outcome> }> =>
  ahead(begun(batches, compute));

async function* begun<Batch, Outcome>(
  batches: AsyncIterable<Batch>,
  compute: (batch: Batch, index: number) => Promise<Outcome>,
) {
  let index = 0;
  for await (const batch of batches) {
    const outcome = compute(batch, index++);
    // Whoever stops at an earlier one does not wait for it.
    outcome.catch(() => {});
    yield { batch, outcome };
  }
}
