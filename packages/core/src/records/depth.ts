/** Values in values; a model in a model takes four. Whoever writes what is far deeper as text runs out of stack. */
export const deepestValue = 500;

/** Whether something that was JSON has values in values, more than so many deep. */
export const isTooDeep = (value: unknown): boolean => isDeeper(value, deepestValue);

/** Whether there is a value more than so many levels in it. */
const isDeeper = (value: unknown, levels: number): boolean =>
  levels < 0 ||
  (typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((each) => isDeeper(each, levels - 1)));
