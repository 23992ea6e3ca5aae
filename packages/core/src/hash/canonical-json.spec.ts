import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';

describe('canonical JSON', () => {
  it('is the same however the keys of a value are ordered', () => {
    expect(canonicalJson({ b: 1, a: [{ d: null, c: 'x' }], 'b"': true })).toBe(
      '{"a":[{"c":"x","d":null}],"b":1,"b\\"":true}',
    );
  });

  it.each([2, 24, 25, 300])('has %i keys in the order of their code units', (count) => {
    const names = Array.from({ length: count }, (_, index) => `${(index * 7919) % count}é😀Z`.slice(0, 5));
    const value = Object.fromEntries(names.map((name, index) => [name, index]));
    const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    expect(canonicalJson(value)).toBe(JSON.stringify(sorted));
  });

  it('leaves out what is undefined and refuses what is no number', () => {
    expect(canonicalJson({ a: undefined, b: 1e21 })).toBe('{"b":1e+21}');
    expect(() => canonicalJson([NaN])).toThrow('cannot hash NaN');
  });
});
