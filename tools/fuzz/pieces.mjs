import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

// A campaign takes hours and is made of pieces: what came of some inputs of a target. Each is a line of a file, and what has a line is not
// tried again.

const counted = ['tried', 'accepted', 'equal', 'refused', 'ended', 'seconds'];

/** `slowest` and `largest` are milliseconds and bytes, with seed and number of their input. */
export const nothing = () => ({
  ...Object.fromEntries(counted.map((name) => [name, 0])),
  ...{ codes: {}, findings: [], slowest: [0], largest: [0] },
});

export function add(sum, { codes, findings, slowest, largest, ...counts }) {
  for (const name of counted) sum[name] += counts[name];
  for (const [code, count] of Object.entries(codes)) sum.codes[code] = (sum.codes[code] ?? 0) + count;
  sum.findings.push(...findings);
  if (slowest[0] > sum.slowest[0]) sum.slowest = slowest;
  if (largest[0] > sum.largest[0]) sum.largest = largest;
  return sum;
}

export const thisMachine = () =>
  `${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.version}`;

/** A line that was torn as a campaign ended is none. */
export const readPieces = (file) =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').flatMap(parsed) : [];

/** To add to them: the next begins after a torn line. */
export function openPieces(file) {
  const isTorn = existsSync(file) && /[^\n]$/.test(readFileSync(file, 'utf8'));
  appendFileSync(file, isTorn ? '\n' : '');
  return readPieces(file);
}

function parsed(line) {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

export const keepPiece = (file, piece) => appendFileSync(file, `${JSON.stringify(piece)}\n`);

/** What is left of a range in pieces of a size, target by target and then on, so that all come as far. */
export function leftOver(names, { seed, from, to, size }, pieces) {
  const known = new Set(pieces.map((piece) => [piece.name, piece.seed, piece.from, piece.to].join()));
  const left = [];
  for (let start = from; start < to; start += size)
    for (const name of names) left.push({ name, seed, from: start, to: Math.min(start + size, to) });
  return left.filter((piece) => !known.has([piece.name, piece.seed, piece.from, piece.to].join()));
}
