/** The way to a place in a spec: keys of maps and indices of lists, from the root. */
export type Keys = readonly (string | number)[];

export const startsWith = (keys: Keys, beginning: Keys): boolean =>
  beginning.length <= keys.length && beginning.every((key, index) => key === keys[index]);

/** The last name on the way, with the indices behind it, for use in sentences: `epochs`, `hidden[1]`, `phases[0]`. */
export function labelOf(keys: Keys): string {
  const name = keys.findLastIndex((key) => typeof key === 'string');
  if (name < 0) return 'the spec';
  return [keys[name], ...keys.slice(name + 1).map((index) => `[${index}]`)].join('');
}
