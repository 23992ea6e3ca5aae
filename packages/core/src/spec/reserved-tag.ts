/**
 * Whether a tag is one that a spec may not set: MLflow derives a run's name, note and parent from its own, and Thaw finds
 * its runs by its own. Some databases take names that differ by case for one.
 */
export const isReservedTag = (name: string): boolean => reserved.test(name);

export const withoutReservedPrefix = (name: string): string => name.replace(reserved, '');

const reserved = /^(mlflow|thaw)\./i;
