import { shapes } from '@thaw/core';

/** Workers that were started together. */
export interface SubmittedJob {
  /** As the cluster names it: of an array of Slurm `12`, whose workers are `12_0`, `12_1`, …; of one by itself the worker's own name. */
  readonly job: string;
  readonly workers: readonly string[];
  readonly submittedMs: number;
}

/** `jobs.json`. */
export interface Submitted {
  readonly version: 1;
  readonly jobs: readonly SubmittedJob[];
  /** Nodes that are asked for no more, since workers have died on them. */
  readonly excluded: readonly string[];
}

export const submittedShape = shapes.object({
  version: { const: 1 },
  jobs: shapes.listOf(
    shapes.object({ job: shapes.text, workers: shapes.listOf(shapes.text), submittedMs: shapes.number }),
  ),
  excluded: shapes.listOf(shapes.text),
});
