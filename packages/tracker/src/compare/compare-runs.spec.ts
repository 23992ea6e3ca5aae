import { describe, expect, it } from 'vitest';
import { record } from '../report/sample-sweep.fixture.js';
import { bootstrapDifference } from './bootstrap-difference.js';
import { compareRuns } from './compare-runs.js';
import type { HeldOut } from './held-out.js';
import { mcnemarExact } from './mcnemar.js';
import { pairImages } from './pair-images.js';

const classes = ['cat', 'dog'];
/** Answers as a text: `c` says cat with 0.8, `d` dog. Images take turns in being a cat and a dog. */
const heldOut = (answers: string, first = 0): HeldOut => ({
  classes,
  images: [...answers].map((_, index) => ({
    path: `${first + index}.png`,
    sha256: `hash ${first + index}`,
    label: (first + index) % 2,
  })),
  probabilities: Float32Array.from(
    [...answers].flatMap((answer) => (answer === 'c' ? [0.8, 0.2] : [0.2, 0.8])),
  ),
});
const run = (id: string, answers: string, params = {}) => ({
  record: record(id, { seed: 1, ...params }, 0.5),
  heldOut: heldOut(answers),
});

describe('comparing two runs', () => {
  it('says what differs: settings, metrics, and the images on which one is right', () => {
    const comparison = compareRuns(run('a', 'cdcccd', { x: 1 }), run('b', 'cdcddd', { x: 2, y: 3 }));
    expect(comparison).toMatchObject({
      ...{ a: 'a', b: 'b', images: 6, unpaired: 0 },
      parameters: [
        { path: 'x', a: 1, b: 2 },
        { path: 'y', b: 3 },
      ],
      metrics: { accuracy: { a: 5 / 6, b: 5 / 6, difference: 0 } },
      mended: [{ path: '3.png', truth: 'dog', predicted: 'cat' }],
      broken: [{ path: '4.png', truth: 'cat', predicted: 'dog' }],
      pValue: 1,
    });
    expect(comparison.metrics.cross_entropy.a).toBeCloseTo(-(5 * Math.log(0.8) + Math.log(0.2)) / 6, 6);
  });

  it('compares on the images that both were evaluated on, and counts the others', () => {
    const a = run('a', 'cdcd');
    const b = { ...run('b', ''), heldOut: heldOut('cdcd', 2) };
    expect(compareRuns(a, b)).toMatchObject({ images: 2, unpaired: 4 });
  });

  it('knows an image by its content, wherever it lies, and pairs copies one to one', () => {
    const copies = (folder: string): HeldOut => ({
      ...heldOut('cc'),
      images: [0, 1].map((index) => ({ path: `${folder}/${index}.png`, sha256: 'same', label: 0 })),
    });
    expect(pairImages(copies('here'), copies('there'))).toHaveLength(2);
  });

  it.each([
    ['THAW-COMPARE-OTHER-IMAGES', heldOut('cd', 100)],
    ['THAW-COMPARE-OTHER-CLASSES', { ...heldOut('cd'), classes: ['cat', 'wolf'] }],
  ])('refuses with %s what cannot be compared', (code, other) => {
    expect(() => compareRuns(run('a', 'cd'), { ...run('b', ''), heldOut: other })).toThrow(code);
  });
});

describe('the interval of a difference', () => {
  it('is about 1.96 standard errors to each side, and the same each time', () => {
    // b mends every fourth of 400 images: the difference has a standard error of √(¼·¾/400) = 0.0217.
    const right = 'cd'.repeat(200);
    const wrong = [...right].map((each, index) => (index % 4 === 0 ? 'd' : each)).join('');
    const pairs = pairImages(heldOut(wrong), heldOut(right));
    const accuracy = (answers: readonly { image: { label: number }; predicted: number }[]) =>
      answers.filter(({ image, predicted }) => image.label === predicted).length / answers.length;
    const result = bootstrapDifference(pairs, accuracy);
    expect(result.difference).toBeCloseTo(0.25, 6);
    expect(result.low).toBeCloseTo(0.25 - 1.96 * 0.0217, 2);
    expect(result.high).toBeCloseTo(0.25 + 1.96 * 0.0217, 2);
    expect(bootstrapDifference(pairs, accuracy)).toEqual(result);
  });
});

/** Of SciPy: `2 * binom.cdf(min(b, c), b + c, 0.5)`, at most 1. */
it.each([
  [0, 0, 1],
  [1, 1, 1],
  [0, 5, 0.0625],
  [2, 10, 0.03857421875],
  [0, 2000, 0],
])("McNemar's exact test of %i against %i", (onlyA, onlyB, expected) => {
  expect(mcnemarExact(onlyA, onlyB)).toBeCloseTo(expected, 10);
});
