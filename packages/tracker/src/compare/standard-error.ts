import { seededRandom } from '@thaw/core';
import { answersOf, isRight, type Answer, type HeldOut } from './held-out.js';
import { heldOutMetrics } from './held-out-metrics.js';

const resamples = 400;

/**
 * How far a metric of held-out images would scatter if other images of the same kind had been held out. It knows of the
 * chance in the images, not of that in training.
 *
 * @param metric as the task names it, without the prefix of its split
 * @param images how many the value is of, where these answers stand for others
 * @returns undefined where the metric is none that images have
 */
export function standardError(
  heldOut: HeldOut,
  metric: string,
  images = heldOut.images.length,
): number | undefined {
  const known = errors.get(metric);
  return images === 0 || heldOut.images.length === 0 ? undefined : known?.(heldOut, images);
}

const errors: ReadonlyMap<string, (heldOut: HeldOut, images: number) => number> = new Map([
  ['accuracy', (heldOut, images) => ofShare(shareOf(answersOf(heldOut).map(isRight)), images)],
  ['top_5_accuracy', (heldOut, images) => ofShare(shareOf(inTop5(heldOut)), images)],
  ['loss', (heldOut, images) => spread(answersOf(heldOut).map(lossOf)) / Math.sqrt(images)],
  ['macro_f1', bootstrapped],
]);

const shareOf = (outcomes: readonly boolean[]): number => outcomes.filter(Boolean).length / outcomes.length;

/**
 * Of a binomial proportion, with one success and one failure added (A. Agresti, B. Caffo, The American Statistician 54,
 * 2000): of twenty right answers out of twenty nobody would say that the next is sure.
 */
function ofShare(share: number, images: number): number {
  const added = (share * images + 1) / (images + 2);
  return Math.sqrt((added * (1 - added)) / (images + 2));
}

/** Ties count as in the metric: only what is above the truth keeps it out. */
const inTop5 = ({ classes, images, probabilities }: HeldOut): readonly boolean[] =>
  images.map(({ label }, index) => {
    const row = probabilities.subarray(index * classes.length, (index + 1) * classes.length);
    return row.filter((score) => score > row[label]!).length < 5;
  });

const lossOf = (answer: Answer): number => heldOutMetrics.cross_entropy([answer]);

/** The standard deviation, as far as a sample tells it. */
function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}

/** What is no mean over images has no formula: by the bootstrap, seeded, so that it is the same each time. */
function bootstrapped(heldOut: HeldOut, images: number): number {
  const answers = answersOf(heldOut);
  const random = seededRandom(['standard error', answers.length, images]);
  const draw = () => answers[Math.floor(random() * answers.length)]!;
  const measured = Array.from({ length: resamples }, () =>
    heldOutMetrics.macro_f1(Array.from({ length: images }, draw), heldOut.classes.length),
  );
  return spread(measured);
}
