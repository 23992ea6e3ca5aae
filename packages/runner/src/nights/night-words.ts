import { metricText, type ChangedInput, type NightComparison, type NightsBest } from '@thaw/core';

/** In UTC, to the minute: `2026-11-26 01:00`. */
export const nightText = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

/** `0.8810 ± 0.0102`: with one standard error. */
export const valueText = ({ value, standardError }: Pick<NightsBest, 'value' | 'standardError'>): string =>
  metricText(value) + (standardError === undefined ? '' : ` ± ${metricText(standardError)}`);

/** `data, Thaw 1.0.0 → 1.1.0`: hashes say no more than that they differ. */
export const changesText = (changed: readonly ChangedInput[]): string => changed.map(changeText).join(', ');

function changeText({ input, from, to }: ChangedInput): string {
  if (input === 'thaw') return `Thaw ${from} → ${to}`;
  if (input === 'code') return `code ${commitText(from)} → ${commitText(to)}`;
  return input;
}

/** `1a2b3c4d+` where tracked files differ from the commit. */
const commitText = (code: string): string => code.slice(0, 8) + (code.endsWith('+') ? '+' : '');

/** `0.9240, so 0.0430 worse; noise is up to 0.0283`. */
export function comparisonText({
  value,
  standardError,
  difference,
  noise,
  isOneResult,
  verdict,
}: NightComparison): string {
  const then = valueText({ value, standardError });
  if (isOneResult) return `${then}, the very same result`;
  const size = metricText(Math.abs(difference));
  const much =
    verdict === 'same' ? `${size} ${difference < 0 ? 'less' : 'more'}, which is noise` : `${size} ${verdict}`;
  return `${then}, so ${much}; ${noise === undefined ? 'how much is noise is not known' : `noise is up to ${metricText(noise)}`}`;
}

/** `names`: what was asked for; all of the workspace where nothing was. */
export const noSpecText = (names: readonly string[]): string =>
  `no spec of ${names.length > 0 ? names.join(', ') : 'the workspace'} has a schedule`;
