/**
 * Tries damaged and hostile inputs on everything that Thaw reads:
 *
 *     npm run fuzz -- --target images-png --count 10000 [--seed 1] [--keep FOLDER]
 *     npm run fuzz -- --all --count 100000 --piece 5000 --pieces FILE.ndjson --results FILE.md
 *     npm run fuzz -- --target journal --input FILE
 *
 * An input is accepted or refused with a code of the catalogue. Anything else, such as another error, a crash, too much time or memory, or,
 * where a format has checksums, other values than were written, is a finding: its input is kept, and `--input` tries it again.
 * With `--pieces` each piece is noted in a file, and one that is in it is not tried again: a campaign may be ended at any time, and goes on
 * where it was. `--worst` tries first what has taken longest, or most, or was a finding, as `worst.json` lists it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tryPiece } from './campaign.mjs';
import { keepPiece, leftOver, readPieces, thisMachine } from './pieces.mjs';
import { describePiece, resultsPage, resultsTable } from './results.mjs';
import { TargetRunner } from './target-runner.mjs';
import { targetNames } from './targets/index.mjs';
import { worstOf } from './worst.mjs';

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: [] },
    all: { type: 'boolean', default: false },
    from: { type: 'string', default: '0' },
    count: { type: 'string', default: '1000' },
    piece: { type: 'string' },
    pieces: { type: 'string' },
    seed: { type: 'string', default: '1' },
    worst: { type: 'boolean', default: false },
    keep: { type: 'string' },
    input: { type: 'string' },
    results: { type: 'string' },
    parallel: { type: 'string', default: String(availableParallelism()) },
  },
});
const chosen = targetNames.filter((name) => values.all || values.target.includes(name));
if (chosen.length === 0) {
  console.error(`--all, or --target with one of ${targetNames.join(', ')}`);
  process.exit(2);
}
const keep = values.keep ?? join(tmpdir(), 'thaw-fuzz');
mkdirSync(keep, { recursive: true });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const isWrong = values.input === undefined ? await runAll() : await tryInput(values.input);
if (isWrong) process.exitCode = 1;

async function tryInput(input) {
  const runner = new TargetRunner();
  let isFinding = false;
  for (const name of chosen) {
    const { outcome, end } = await runner.try({ name, input, numbers: [] });
    console.log(`${name}: ${end ?? JSON.stringify(outcome, null, 1)}`);
    isFinding ||= end !== undefined || 'finding' in outcome;
  }
  runner.close();
  return isFinding;
}

async function runAll() {
  const [from, count] = [Number(values.from), Number(values.count)];
  const range = { seed: Number(values.seed), from, to: from + count, size: Number(values.piece ?? count) };
  const pieces = readPieces(values.pieces).filter(({ name }) => chosen.includes(name));
  const waiting = leftOver(chosen, range, pieces);
  const work = async () => {
    const runner = new TargetRunner();
    for (let piece = waiting.shift(); piece; piece = waiting.shift()) {
      const again = values.worst && piece.from === from ? worstOf(piece.name) : [];
      try {
        const results = await tryPiece(runner, { ...piece, again, keep });
        const tried = { ...piece, machine: thisMachine(), ...results };
        pieces.push(tried);
        if (values.pieces) keepPiece(values.pieces, tried);
        console.log(describePiece(tried));
      } catch (error) {
        // Of the fuzzer itself: the other pieces are worth having.
        process.exitCode = 1;
        console.error(`${piece.name} from ${piece.from}: ${error.stack}`);
      }
    }
    runner.close();
  };
  await Promise.all(Array.from({ length: Number(values.parallel) }, work));
  console.log(`\n${resultsTable(chosen, pieces)}`);
  if (values.results) writeFileSync(values.results, await resultsPage(chosen, pieces));
  return pieces.some(({ findings }) => findings.length > 0);
}
