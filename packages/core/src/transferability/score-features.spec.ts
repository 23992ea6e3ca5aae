import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { gramMatrix } from './gram-matrix.js';
import { hScore } from './h-score.js';
import { scoreFeatures, type Scored, type TransferScores } from './score-features.js';
import { sidesOf } from './sides.js';
import { spreadOf } from './spread.js';

interface Reference extends TransferScores {
  readonly columns: number;
  readonly features: readonly number[];
  readonly labels: readonly number[];
  readonly units: readonly number[];
  readonly plainHscore: number;
}

const references: Readonly<Record<string, Reference>> = JSON.parse(
  readFileSync(new URL('references.json', import.meta.url), 'utf8'),
);

type Images = Pick<Reference, 'columns' | 'features' | 'labels' | 'units'>;

const matrixOf = ({ columns, features, labels }: Images) => ({
  ...{ rows: labels.length, columns },
  values: Float64Array.from(features),
});

const scored = (images: Images) => {
  const { labels, units } = images;
  const about = { labels: Int32Array.from(labels), units: Int32Array.from(units) };
  const told: Scored[] = [];
  const scores = resultOf(scoreFeatures(matrixOf(images), about), (value) => told.push(value));
  return { told, scores };
};

function resultOf<Told, Result>(
  work: Generator<Told, Result>,
  tell: (told: Told) => void = () => {},
): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    tell(value);
  }
}

it.each(Object.entries(references))(
  'scores as scikit-learn and the published formulas do: %s',
  (_, reference) => {
    const { scores } = scored(reference);
    expect(scores.knn).toBe(reference.knn);
    expect(Math.abs(scores.logme - reference.logme)).toBeLessThan(1e-6);
    expect(Math.abs(scores.hscore - reference.hscore)).toBeLessThan(1e-6);
  },
);

it.each(Object.entries(references))(
  'without shrinkage is the H-score as it was first published: %s',
  (_, reference) => {
    const sides = sidesOf(matrixOf(reference), Int32Array.from(reference.labels));
    const spread = resultOf(spreadOf(sides, resultOf(gramMatrix(sides.multiplied))));
    expect(Math.abs(hScore(spread, 0) - reference.plainHscore)).toBeLessThan(1e-6);
  },
);

it('tells how far it is, and never less than before', () => {
  const { told } = scored(references['images of one unit']!);
  expect(told.length).toBeGreaterThan(20);
  expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).toSorted((a, b) => a - b));
  expect(told.every(({ done, total }) => done <= total)).toBe(true);
});

it('takes no notice of the order of images, nor of how features are turned', () => {
  const { columns, features, labels, units } = references['more images than features']!;
  const rows = labels.map((_, row) => features.slice(row * columns, (row + 1) * columns)).toReversed();
  const turned = rows.map(([a, b, ...rest]) => [0.6 * a! + 0.8 * b!, 0.8 * a! - 0.6 * b!, ...rest]).flat();
  const { scores } = scored({
    columns,
    features: turned,
    labels: labels.toReversed(),
    units: units.toReversed(),
  });
  const { scores: straight } = scored(references['more images than features']!);
  expect(scores.knn).toBe(straight.knn);
  expect(scores.logme).toBeCloseTo(straight.logme, 9);
  expect(scores.hscore).toBeCloseTo(straight.hscore, 9);
});

it('has no H-score, and evidence, where all features are equal', () => {
  const { scores } = scored({
    columns: 3,
    features: new Array(18).fill(0.5),
    labels: [0, 0, 0, 1, 1, 1],
    units: [0, 1, 2, 3, 4, 5],
  });
  expect(scores.hscore).toBe(0);
  expect(Number.isFinite(scores.logme)).toBe(true);
});
