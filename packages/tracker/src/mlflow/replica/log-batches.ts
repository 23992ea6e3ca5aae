import { limits } from '../limits.js';
import type { KeyValue, LogBatch, Metric } from '../rest-types.js';

interface LogBatchContent {
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
  readonly metrics: Iterable<Metric>;
}

/**
 * Divides what is to be logged into as few requests as the server's limits allow. Metrics are taken as they go. Tags
 * come last, so that a tag can say that what came before is there.
 */
export function* logBatches({ params, tags, metrics }: LogBatchContent): Generator<LogBatch> {
  let batch = new BatchBuilder();
  for (const [list, items] of Object.entries({ params, metrics, tags }) as [
    keyof LogBatch,
    Iterable<never>,
  ][]) {
    for (const item of items) {
      if (batch.add(list, item)) continue;
      yield batch;
      batch = new BatchBuilder();
      batch.add(list, item);
    }
  }
  if (batch.size > 0) yield batch;
}

const most = { params: limits.paramsPerBatch, tags: limits.tagsPerBatch, metrics: limits.metricsPerBatch };

class BatchBuilder implements LogBatch {
  readonly metrics: Metric[] = [];
  readonly params: KeyValue[] = [];
  readonly tags: KeyValue[] = [];
  #bytes = 0;

  get size(): number {
    return this.metrics.length + this.params.length + this.tags.length;
  }

  /** False when it does not fit any more. */
  add<List extends keyof LogBatch>(list: List, item: LogBatch[List][number]): boolean {
    const bytes = wireBytes(item);
    const full = this[list].length === most[list] || this.size === limits.entitiesPerBatch;
    if (full || (this.size > 0 && this.#bytes + bytes > limits.bytesPerBatch)) return false;
    (this[list] as LogBatch[List][number][]).push(item);
    this.#bytes += bytes;
    return true;
  }
}

/** The server counts characters after it has escaped all that is not ASCII: up to six for one. */
function wireBytes(item: KeyValue | Metric): number {
  const text = JSON.stringify(item);
  return text.length + 5 * (text.match(/[^\x20-\x7e]/g)?.length ?? 0) + 2;
}
