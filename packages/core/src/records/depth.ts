/** Values in values; a model in a model takes four. Whoever writes what is far deeper as text runs out of stack. */
export const deepestValue = 500;

/** Whether something that was JSON has values in values, more than so many deep. */
export function isTooDeep(value: unknown): boolean {
  let inner = [value];
  for (let level = 0; inner.length > 0; level++) {
    if (level > deepestValue) return true;
    inner = inner.flatMap((each) => Object.values(asValues(each)));
  }
  return false;
}

const asValues = (value: unknown) => (typeof value === 'object' && value !== null ? value : {});
