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
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { tryPiece } from './campaign.mjs';
import { readOptions, usage } from './options.mjs';
import { keepPiece, leftOver, openPieces, thisMachine } from './pieces.mjs';
import { describePiece, resultsPage, resultsTable } from './results.mjs';
import { TargetRunner } from './target-runner.mjs';
import { worstOf } from './worst.mjs';

const options = readOptions(process.argv.slice(2));
if (options.help || options.problems) {
  if (options.help) console.log(usage);
  else console.error(`${options.problems.join('\n')}\n\n${usage}`);
  process.exit(options.help ? 0 : 2);
}
const { chosen, keep } = options;
let known;
try {
  mkdirSync(keep, { recursive: true });
  known = options.pieces ? openPieces(options.pieces) : [];
  if (options.results) appendFileSync(options.results, '');
} catch (error) {
  console.error(`nothing can be kept there: ${error.message}`);
  process.exit(2);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const isWrong = options.input === undefined ? await runAll() : await tryInput(options.input);
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
  const { seed, from, count } = options;
  const range = { seed, from, to: from + count, size: options.piece ?? Math.max(1, count) };
  const pieces = known.filter(({ name }) => chosen.includes(name));
  const waiting = leftOver(chosen, range, pieces);
  const work = async () => {
    const runner = new TargetRunner();
    for (let piece = waiting.shift(); piece; piece = waiting.shift()) {
      const again = options.worst && piece.from === from ? worstOf(piece.name) : [];
      try {
        const results = await tryPiece(runner, { ...piece, again, keep });
        const tried = { ...piece, machine: thisMachine(), ...results };
        pieces.push(tried);
        if (options.pieces) keepPiece(options.pieces, tried);
        console.log(describePiece(tried));
      } catch (error) {
        // Of the fuzzer itself: the other pieces are worth having.
        process.exitCode = 1;
        console.error(`${piece.name} from ${piece.from}: ${error.stack}`);
      }
    }
    runner.close();
  };
  await Promise.all(Array.from({ length: options.parallel }, work));
  console.log(`\n${resultsTable(chosen, pieces)}`);
  if (options.results) writeFileSync(options.results, await resultsPage(chosen, pieces));
  return pieces.some(({ findings }) => findings.length > 0);
}
