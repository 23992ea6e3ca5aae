import type { Resize } from '@thaw/core';
import type { DecodedRows, Decoder, PendingRows } from '../images/decoder/decoder.js';
import type { PlacedFile } from '../images/decoder/decoding.js';
import { batchesAhead } from '../images/decoder/in-flight.js';
import { unlessAborted } from './unless-aborted.js';

export interface DecodingOptions {
  readonly decoder: Decoder;
  readonly imageSize: number;
  readonly resize?: Resize;
  readonly signal?: AbortSignal;
}

/** What is to be decoded of a batch. */
export interface Asked<Batch> {
  readonly rowsOf: (batch: Batch) => number;
  readonly filesOf: (batch: Batch) => readonly PlacedFile[];
}

export interface Decoded<Batch> {
  readonly batch: Batch;
  readonly decoded: DecodedRows;
}

/** Decodes batch by batch, some batches ahead of whoever takes them. Throws the signal's reason once it is aborted. */
export async function* decodedAhead<Batch>(
  batches: readonly Batch[],
  { rowsOf, filesOf }: Asked<Batch>,
  { decoder, imageSize, resize, signal = new AbortController().signal }: DecodingOptions,
): AsyncGenerator<Decoded<Batch>, void, void> {
  const rows = batches.reduce((most, batch) => Math.max(most, rowsOf(batch)), 1);
  const ahead = batchesAhead(rows, imageSize, decoder.processes);
  const started: PendingRows[] = [];
  const start = (batch: Batch | undefined) => {
    if (batch) started.push(decoder.decode(filesOf(batch), rowsOf(batch), imageSize, resize));
  };
  try {
    for (const batch of batches.slice(0, ahead)) start(batch);
    for (const [index, batch] of batches.entries()) {
      const decoded = await unlessAborted(started[0]!.decoded, signal);
      started.shift();
      start(batches[index + ahead]);
      yield { batch, decoded };
    }
  } finally {
    for (const { cancel } of started) cancel();
  }
}
