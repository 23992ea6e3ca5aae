import { own } from '@thaw/core';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `30m`, `90 s`, `1h30m`, `2 min`: seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(s|m|h|d)(?:ec|in)?\s*/gi)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text.trimStart()) return undefined;
  const seconds = parts.reduce(
    (sum, [, number, unit]) => sum + Number(number) * own(unitSeconds, unit!.toLowerCase())!,
    0,
  );
  return seconds > 0 ? seconds : undefined;
}

/** `8 s`, `2 min 05 s`, `3 h 20 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const padded = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${padded(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${padded(Math.floor((whole % 3600) / 60))} min`;
}

/** No finer than an estimate is: `< 1 s`, `40 s`, `3 min`, `1.5 h`. */
export function roughDuration(seconds: number): string {
  if (seconds < 0.95) return '< 1 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** `2 to 4 min`, `50 s to 2 min`; where both ends read alike that one. */
export function roughRange([low, high]: readonly [low: number, high: number]): string {
  const [from, to] = [roughDuration(low), roughDuration(high)];
  if (from === to) return to;
  if (low < 0.95) return `up to ${to}`;
  const [[number, unit], [, unitTo]] = [from.split(' '), to.split(' ')];
  return `${unit === unitTo ? number : from} to ${to}`;
}
