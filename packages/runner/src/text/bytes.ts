import { own } from '@thaw/core';
const powers: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4 };

/** `20GB`, `500 MiB`, `1.5t`, `4096`: bytes; undefined for anything else. Without an i units are powers of 1000. */
export function parseBytes(text: string): number | undefined {
  const [, number, prefix, binary] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?\s*$/i.exec(text) ?? [];
  if (number === undefined || (binary && !prefix)) return undefined;
  return Math.round(Number(number) * (binary ? 1024 : 1000) ** own(powers, prefix!.toLowerCase())!);
}

/** `950 B`, `12.3 kB`, `1.2 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let power = 0;
  let value = bytes;
  while (value >= 999.95 && power < units.length - 1) [value, power] = [value / 1000, power + 1];
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}
