import { ThawError } from '@thaw/core';
import { answersOf, type Answer, type HeldOut, type HeldOutImage } from './held-out.js';

/** What two runs say of the same image. */
export type AnswerPair = readonly [a: Answer, b: Answer];

/**
 * The images that both runs were evaluated on, known by their contents, as a dataset may lie elsewhere by now.
 * @throws ThawError `THAW-COMPARE-OTHER-CLASSES`, `THAW-COMPARE-OTHER-IMAGES`.
 */
export function pairImages(a: HeldOut, b: HeldOut): readonly AnswerPair[] {
  if (a.classes.join('\0') !== b.classes.join('\0')) throw otherClasses(a.classes, b.classes);
  const ofB = new Map(withIds(b.images).map((id, index) => [id, index]));
  const [answersA, answersB] = [answersOf(a), answersOf(b)];
  const pairs = withIds(a.images).flatMap((id, index): readonly AnswerPair[] => {
    const other = ofB.get(id);
    return other === undefined ? [] : [[answersA[index]!, answersB[other]!]];
  });
  if (pairs.length === 0) throw otherImages(a.images.length, b.images.length);
  return pairs;
}

/** Copies of an image with the same label are counted; one that is labelled otherwise is another image. */
function withIds(images: readonly HeldOutImage[]): readonly string[] {
  const seen = new Map<string, number>();
  return images.map(({ sha256, label }) => {
    const id = `${sha256} ${label}`;
    const copy = (seen.get(id) ?? 0) + 1;
    seen.set(id, copy);
    return `${id} ${copy}`;
  });
}

const otherClasses = (a: readonly string[], b: readonly string[]): ThawError =>
  new ThawError({
    code: 'THAW-COMPARE-OTHER-CLASSES',
    message: 'the two runs tell different classes apart, so their answers cannot be held against each other',
    expected: `the same classes: ${a.join(', ')}`,
    found: b.join(', '),
    remedy: 'compare runs on the same dataset',
  });

const otherImages = (a: number, b: number): ThawError =>
  new ThawError({
    code: 'THAW-COMPARE-OTHER-IMAGES',
    message: 'the two runs were evaluated on different images',
    expected: 'some images that both runs were evaluated on and neither was trained on',
    found: `${a} images of one run, ${b} of the other, and none in common`,
    remedy: 'compare runs with the same data, split and seed',
  });
