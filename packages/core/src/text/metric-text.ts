/** A metric for people, with as many digits in each row of a table: `0.6780`; `2.26e-5` and `1.80e+32` where these say little. */
export function metricText(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return String(value);
  return size === 0 || (size >= 1e-3 && size < 1e5) ? value.toFixed(4) : value.toExponential(2);
}

/** The same of a metric whose name is known: counts are whole, however large. */
export const measureText = (metric: string, value: number): string =>
  metric === 'parameters' ? Math.round(value).toLocaleString('en') : metricText(value);
