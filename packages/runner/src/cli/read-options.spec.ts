import { describe, expect, it } from 'vitest';
import { readOptions } from './read-options.js';
import { echo } from './sample-commands.fixture.js';

const read = (raw: Record<string, unknown>) =>
  readOptions(echo.options, { spec: 'a.yaml', ...raw }, '/home/ada');

describe('readOptions', () => {
  it('reports an exclusion that only one of the two declares', () => {
    const table = {
      a: { kind: 'text', placeholder: 'A', description: 'a' },
      b: { kind: 'text', placeholder: 'B', excludes: ['a'], description: 'b' },
    } as const;
    expect(readOptions(table, { a: 'x', b: 'y' }, '/')).toMatchObject({
      problems: [{ message: '--b and --a exclude each other.' }],
    });
    expect(readOptions(table, { b: 'y' }, '/')).toEqual({ values: { a: undefined, b: 'y' } });
  });

  it('takes the values of an Nx target like those of a command line', () => {
    expect(read({ set: 'x=1', imageSize: 64, json: true })).toEqual({
      values: {
        ...{ spec: '/home/ada/a.yaml', set: ['x=1'], imageSize: 64, json: true },
        ...{ cpu: false, gpu: false, backend: undefined },
      },
    });
  });

  it('reads a number that Nx made of a path as the path it was', () => {
    expect(read({ spec: 2024 })).toMatchObject({ values: { spec: '/home/ada/2024' } });
  });

  it('takes a word where a number may be found out', () => {
    expect(read({ imageSize: 'auto' })).toMatchObject({ values: { imageSize: 'auto' } });
    expect(read({ imageSize: 'all' })).toMatchObject({
      problems: [{ expected: 'a whole number of at least 1, or auto' }],
    });
  });

  it.each([
    ['20GB', 20e9],
    [4096, 4096],
  ])('reads %j bytes', (memory, expected) => {
    expect(read({ memory })).toMatchObject({ values: { memory: expected } });
  });

  it.each([
    [{ memory: '20 apples' }, '--memory does not take this value.', '"20 apples"'],
    [{ spec: undefined }, '--spec is missing.', 'no --spec'],
    [{ spec: '' }, '--spec does not take this value.', '""'],
    [{ set: [true] }, '--set does not take this value.', 'true'],
    [{ json: 'yes' }, '--json does not take this value.', '"yes"'],
    [{ backend: 'webgl' }, '--backend does not take this value.', '"webgl"'],
    [{ imageSize: '64px' }, '--image-size does not take this value.', '"64px"'],
    [{ imageSize: 1.5 }, '--image-size does not take this value.', '1.5'],
    [{ imageSize: ' ' }, '--image-size does not take this value.', '" "'],
    [{ imageSize: 0 }, '--image-size does not take this value.', '0'],
    [{ cpu: true, gpu: true }, '--cpu and --gpu exclude each other.', 'both'],
  ])('refuses %j', (raw, message, found) => {
    expect(read(raw)).toMatchObject({ problems: [{ message, found }] });
  });
});
