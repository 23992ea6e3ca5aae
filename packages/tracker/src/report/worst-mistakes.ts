import { answersOf, isRight, type HeldOut } from '../compare/held-out.js';
import type { MistakeGallery, ShownMistake } from './report-data.js';

/**
 * The mistakes of one run that a person should look at first: those where the true class got the lowest probability.
 * `others` are runs that were evaluated on the same images, in the same order; the run may be among them.
 */
export function worstMistakes(
  run: string,
  heldOut: HeldOut,
  others: readonly HeldOut[],
  most: number,
): MistakeGallery {
  const { classes } = heldOut;
  const wrong = answersOf(heldOut)
    .map((answer, index) => ({ answer, index }))
    .filter(({ answer }) => !isRight(answer));
  const otherAnswers = others.map(answersOf);
  const worst = wrong
    .toSorted((a, b) => a.answer.probabilityOfTruth - b.answer.probabilityOfTruth)
    .slice(0, most)
    .map(({ answer: { image, predicted, probability }, index }): ShownMistake => ({
      path: image.path,
      truth: classes[image.label]!,
      predicted: classes[predicted]!,
      probability,
      wrongRuns: otherAnswers.filter((answers) => !isRight(answers[index]!)).length,
    }));
  return { run, mistakes: wrong.length, images: heldOut.images.length, worst, runs: others.length };
}
