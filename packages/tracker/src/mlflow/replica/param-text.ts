import type { Json } from '@thaw/core';

/** MLflow's params are strings: text as it is, all else as JSON. */
export const paramText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
