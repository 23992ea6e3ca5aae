import { expect, it } from 'vitest';
import { folderOf, normalisePath } from './paths.js';

it.each([
  ['./a//b/../c/', 'a/c'],
  ['../../data', '../../data'],
  ['a/../..', '..'],
  ['/a/../../b', '/b'],
  ['/', '/'],
  ['.', '.'],
  ['a/..', '.'],
])('writes %s as %s', (path, shortest) => {
  expect(normalisePath(path)).toBe(shortest);
});

it.each([
  ['labels.csv', '.'],
  ['lists/labels.csv', 'lists'],
  ['../labels.csv', '..'],
  ['/labels.csv', '/'],
])('finds the folder of %s', (path, folder) => {
  expect(folderOf(path)).toBe(folder);
});
