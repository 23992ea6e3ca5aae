/** ISO 8601 in UTC, as a history has times. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();
