import { describe, expect, it } from 'vitest';
import { formatBytes, parseBytes } from './bytes.js';

describe('bytes', () => {
  it.each([
    ['4096', 4096],
    ['0', 0],
    ['20GB', 20e9],
    ['20 gb', 20e9],
    ['20G', 20e9],
    ['500MiB', 500 * 2 ** 20],
    ['1.5kB', 1500],
    ['2TiB', 2 * 2 ** 40],
    ['7B', 7],
    ['20 apples', undefined],
    ['-1', undefined],
    ['5iB', undefined],
    ['GB', undefined],
    ['', undefined],
  ])('reads %s', (text, expected) => {
    expect(parseBytes(text)).toBe(expected);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [1.25e9, '1.3 GB'],
    [3e15, '3000.0 TB'],
  ])('writes %d', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });
});
