import { describe, expect, it } from 'vitest';
import { datasetProblems, usableDataset, type DatasetDemands } from './usable-dataset.js';

/** Of each class 10 images; the classes' names in code-unit order. */
const dataset = (...classes: string[]) => ({
  classes,
  images: classes.flatMap((name, label) =>
    Array.from({ length: 10 }, (_, place) => {
      const path = `${name}/${place}.png`;
      return { path, label, sha256: path };
    }),
  ),
});
const shares = { validation: 0.2, test: 0, seed: 42 };
const tolerant: DatasetDemands = { maxUnreadable: 1, watched: [] };
const unreadable = (row: number) => ({ row, path: `${row}.png`, reason: 'damaged or cut off' });

const problemsOf = (rows: Iterable<number>, demands = tolerant, data = dataset('a', 'b')) =>
  datasetProblems(usableDataset(data, shares, Array.from(rows, unreadable)), demands);

describe('a usable dataset', () => {
  it('has every readable image in one split, and knows the places of copies among all training images', () => {
    const { divided, split } = usableDataset(dataset('a', 'b'), shares, [unreadable(3), unreadable(12)]);
    const all = [...split.train, ...split.validation];
    expect(all.toSorted((x, y) => x - y)).toEqual(
      [...Array(20).keys()].filter((row) => row !== 3 && row !== 12),
    );
    expect(divided.train).toHaveLength(16);
  });

  it('is refused where more is unreadable than the run tolerates, by share or by count', () => {
    expect(problemsOf([1, 2], { ...tolerant, maxUnreadable: 0.1 })).toEqual([]);
    expect(problemsOf([1, 2], { ...tolerant, maxUnreadable: { count: 1 } })).toMatchObject([
      { code: 'THAW-DATA-UNREADABLE', expected: 'at most 1 (data.maxUnreadable)' },
    ]);
    expect(problemsOf([1, 2, 3], { ...tolerant, maxUnreadable: 0.1 })).toMatchObject([
      { code: 'THAW-DATA-UNREADABLE', expected: 'at most 2, 10 % rounded up (data.maxUnreadable)' },
    ]);
  });

  it.each([
    ['all images', [...Array(10).keys()]],
    [
      'all training images',
      [...usableDataset(dataset('a', 'b'), shares, []).split.train].filter((row) => row < 10),
    ],
  ])('is refused where %s of a class are unreadable', (_, rows) => {
    expect(problemsOf(rows)).toMatchObject([
      {
        code: 'THAW-DATA-NO-TRAINING',
        message: 'class a has no training images that can be read',
        found: '8 training images, none of which can be read',
      },
    ]);
  });

  it('is refused where a watched metric has no images, because none is for validation or none of those can be read', () => {
    const watched = [
      { metric: 'val_loss', setting: 'phases.extract.stop.metric', keys: ['phases', 0, 'stop', 'metric'] },
    ];
    const { validation } = usableDataset(dataset('a', 'b'), shares, []).split;
    expect(problemsOf([...validation].slice(1), { ...tolerant, watched })).toEqual([]);
    expect(problemsOf(validation, { ...tolerant, watched })).toMatchObject([
      {
        code: 'THAW-DATA-EMPTY-SPLIT',
        message: 'phases.extract.stop.metric is val_loss, but there are no validation images',
        found: '16 for train, 0 for validation, 0 for test',
      },
    ]);
  });

  it('is refused where one of the five best guesses is always right, and that is watched', () => {
    const watched = [
      {
        metric: 'val_top_5_accuracy',
        setting: 'phases.extract.stop.metric',
        keys: ['phases', 0, 'stop', 'metric'],
      },
    ];
    const classes = (count: number) => dataset(...'abcdef'.slice(0, count));
    expect(problemsOf([], { ...tolerant, watched }, classes(6))).toEqual([]);
    expect(problemsOf([], { ...tolerant, watched }, classes(5))).toMatchObject([
      { code: 'THAW-DATA-FEW-CLASSES', remedy: 'write val_accuracy' },
    ]);
  });
});
