/** Keras's `to_snake_case` of a class name: `BatchNormalization` → `batch_normalization`, `Conv2D` → `conv2d`. */
export const snakeCase = (className: string): string =>
  className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** `conv2d_3` → `conv2d` and 3; the first of its class has no number and counts as 0. */
export function splitCounter(name: string): { readonly base: string; readonly counter: number } {
  const [, base, counter] = /^(.+?)(?:_(\d+))?$/.exec(name) ?? [];
  return { base: base ?? name, counter: Number(counter ?? 0) };
}

/** Names by Keras's rule for the members of a container: `conv2d`, `conv2d_1`, … */
export function countedNames(bases: readonly string[]): string[] {
  const used = new Map<string, number>();
  return bases.map((base) => {
    const count = used.get(base) ?? 0;
    used.set(base, count + 1);
    return count === 0 ? base : `${base}_${count}`;
  });
}
