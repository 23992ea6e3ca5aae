/** `0.4792`, `2.345`, `12,345`. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return Math.abs(value) >= 1000
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(4)));
}

/** A metric, with as many digits in each row of a table. */
export const metricText = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(4);

/** `0.4 s`, `8 s`, `2 min 05 s`, `3 h 20 min`. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const padded = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${padded(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${padded(Math.floor((whole % 3600) / 60))} min`;
}

/** `1.2 M`, `940 k`. */
export function countText(count: number): string {
  if (count >= 1e6) return `${Number((count / 1e6).toPrecision(3))} M`;
  return count >= 1e4 ? `${Number((count / 1e3).toPrecision(3))} k` : count.toLocaleString('en');
}
