import { expect, it } from 'vitest';
import { imagesToScore, mostScored, scoreKey } from './score-stage.js';

const image = (name: string, label: number, group?: string) => ({
  ...{ path: `${name}.png`, sha256: name, label },
  ...(group !== undefined && { group }),
});
const rows = (...places: readonly number[]) => Uint32Array.from(places);

it('scores images for training and validation, and none for tests', () => {
  const images = [image('d', 0), image('c', 1), image('b', 0), image('a', 1)];
  const scored = imagesToScore({ images }, { train: rows(0, 3), validation: rows(2) });
  expect(scored.map(({ sha256 }) => sha256)).toEqual(['a', 'b', 'd']);
});

it('takes images of a group, and copies of one picture, for one unit', () => {
  const images = [image('a', 0, 'clocks'), image('b', 0), image('c', 0, 'clocks'), image('b', 0)];
  const scored = imagesToScore({ images }, { train: rows(0, 1, 2, 3), validation: rows() });
  expect(scored.map(({ sha256, unit }) => [sha256, unit])).toEqual([
    ['a', 0],
    ['b', 1],
    ['b', 1],
    ['c', 0],
  ]);
});

it('has the same key for equal images however they are called and listed, and another for other classes', () => {
  const images = [image('a', 0), image('b', 1), image('c', 1)];
  const all = { train: rows(0, 1, 2), validation: rows() };
  const key = (listed: typeof images) => scoreKey({ key: 'f' }, imagesToScore({ images: listed }, all));
  const renamed = images.map((each) => ({ ...each, path: `new/${each.path}` })).toReversed();
  expect(key(renamed)).toBe(key(images));
  expect(key([image('a', 1), ...images.slice(1)])).not.toBe(key(images));
});

it('scores so many of a larger dataset that each class has its share', () => {
  const images = Array.from({ length: 3 * mostScored }, (_, at) => image(`${at}`, at % 10 === 0 ? 1 : 0));
  const every = Uint32Array.from(images.keys());
  const scored = imagesToScore({ images }, { train: every, validation: rows() });
  expect(scored.length).toBeGreaterThanOrEqual(mostScored);
  expect(scored.length).toBeLessThan(mostScored + 2);
  expect(scored.filter(({ label }) => label === 1).length).toBe(mostScored / 10);
});
