import type { RunRecord } from '../runs/run-record.js';
import { bootstrapDifference, type Difference } from './bootstrap-difference.js';
import { differingSettings, type DifferingSetting } from './differing-settings.js';
import { isRight, type Answer, type HeldOut } from './held-out.js';
import { heldOutMetrics, type HeldOutMetric } from './held-out-metrics.js';
import { mcnemarExact } from './mcnemar.js';
import { pairImages } from './pair-images.js';

export interface RunToCompare {
  readonly record: RunRecord;
  readonly heldOut: HeldOut;
}

/** An image about which exactly one of two runs is right. */
export interface ChangedAnswer {
  readonly path: string;
  readonly truth: string;
  /** What the run says that is wrong. */
  readonly predicted: string;
}

export interface RunComparison {
  readonly a: string;
  readonly b: string;
  /** Settings that are not the same. */
  readonly parameters: readonly DifferingSetting[];
  /** Images that both were evaluated on, and how many only one was. */
  readonly images: number;
  readonly unpaired: number;
  /** On the common images. */
  readonly metrics: Readonly<Record<HeldOutMetric, Difference>>;
  /** That chance alone makes the runs differ as much in which images they get right: McNemar's exact test. */
  readonly pValue: number;
  /** Wrong in a, right in b. */
  readonly mended: readonly ChangedAnswer[];
  /** Right in a, wrong in b. */
  readonly broken: readonly ChangedAnswer[];
}

/**
 * What sets two runs apart, and what it does to their answers on the images held out from both.
 * @throws ThawError of `pairImages`.
 */
export function compareRuns(a: RunToCompare, b: RunToCompare): RunComparison {
  const { classes } = a.heldOut;
  const pairs = pairImages(a.heldOut, b.heldOut);
  const changed = (wrong: Answer): ChangedAnswer => ({
    path: wrong.image.path,
    truth: classes[wrong.image.label]!,
    predicted: classes[wrong.predicted]!,
  });
  const mended = pairs.filter(([first, second]) => !isRight(first) && isRight(second));
  const broken = pairs.filter(([first, second]) => isRight(first) && !isRight(second));
  const measured = Object.entries(heldOutMetrics).map(([name, metric]) => [
    name,
    bootstrapDifference(pairs, (answers) => metric(answers, classes.length)),
  ]);
  return {
    a: a.record.id,
    b: b.record.id,
    parameters: differingSettings(a.record, b.record),
    images: pairs.length,
    unpaired: a.heldOut.images.length + b.heldOut.images.length - 2 * pairs.length,
    metrics: Object.fromEntries(measured) as RunComparison['metrics'],
    pValue: mcnemarExact(broken.length, mended.length),
    mended: mended.map(([first]) => changed(first)),
    broken: broken.map(([, second]) => changed(second)),
  };
}
