import type { DatasetFacts } from '../plan-sweep.js';

/** How much there is of a dataset. */
export interface DatasetSize extends Pick<DatasetFacts, 'images' | 'classes'> {
  /** Of all image files together. */
  readonly imageBytes: number;
}
