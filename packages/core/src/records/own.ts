/**
 * What a record holds under a name, and nothing that it inherits: a class, a column or a setting may well be called
 * `constructor`. Lint (`thaw/own-members`) asks for it wherever a name comes from outside.
 */
export const own = <T>(
  record: Readonly<Record<string, T>> | null | undefined,
  name: string | number,
): T | undefined =>
  // eslint-disable-next-line thaw/own-members -- the one place that has looked first
  record != null && Object.hasOwn(record, name) ? record[name] : undefined;
