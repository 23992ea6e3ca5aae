import {
  areSeveral,
  objectives,
  selectionOptimismOfImages,
  type Objective,
  type SelectionOptimism,
  type StageStore,
} from '@thaw/core';
import { readEvaluation, readPredictions } from '@thaw/execution/stages';
import type { AnswersKeys } from './read-held-out.js';

/** What is worse than so many others is hardly ever chosen, whichever images are drawn. */
const most = 100;

type Labels = readonly { readonly label: number }[];

/**
 * How much better the best of single runs looks than it is, by what each says of the images that it was chosen by. None where it is not
 * chosen by its accuracy, where images are not the same for all, or where what is kept are answers about images for the test: that score
 * is then what to expect.
 *
 * @param candidates what they have stored, the best first
 * @param labelsOf the classes of a dataset's images, in the order of its index
 */
export async function selectionOfImages(
  candidates: readonly AnswersKeys[],
  objective: Objective,
  labelsOf: (dataset: string) => Labels | Promise<Labels>,
  store: StageStore,
): Promise<SelectionOptimism | undefined> {
  const { metric, goal } = objective;
  if (areSeveral(objective) || metric !== objectives.validation || goal !== 'maximize') return undefined;
  const [best, ...others] = candidates.slice(0, most);
  if (!best || others.some(({ dataset }) => dataset !== best.dataset)) return undefined;
  if ((await readEvaluation(store, best.evaluate))?.on !== 'validation') return undefined;
  const first = await readPredictions(store, best.evaluate);
  if (!first) return undefined;
  const labels = await labelsOf(best.dataset);
  const truth = first.images.map((place) => labels[place]!.label);
  const scores = [rightOnes(first.probabilities, truth)];
  // One after the other: together their probabilities might not fit into memory.
  for (const { evaluate } of others) {
    const answers = await readPredictions(store, evaluate);
    if (!answers || !isSame(answers.images, first.images)) return undefined;
    scores.push(rightOnes(answers.probabilities, truth));
  }
  const selection = selectionOptimismOfImages(scores, goal);
  return selection && { ...selection, ...(candidates.length > most && { of: candidates.length }) };
}

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((place, index) => place === b[index]);

/** 1 for each image whose class has the highest probability, the first of equals; else 0. */
function rightOnes(probabilities: Float32Array, truth: readonly number[]): Uint8Array {
  const classes = probabilities.length / truth.length;
  return Uint8Array.from(truth, (label, image) => {
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    return Number(row.indexOf(row.reduce((a, b) => Math.max(a, b), -Infinity)) === label);
  });
}
