import { readFileSync } from 'node:fs';

export const worstFile = new URL('worst.json', import.meta.url);

/** By target: what was a finding once, what took longest and what took most memory, each as `seed/number`. */
export const worst = JSON.parse(readFileSync(worstFile, 'utf8'));

export const worstOf = (name) =>
  [...new Set(Object.values(worst[name] ?? {}).flat())].map((input) => input.split('/').map(Number));
