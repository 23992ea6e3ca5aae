// Everything that a GPU is asked for, in one command of under ten minutes: images a second against PyTorch on the same card,
// how busy the card is, twelve runs, equal bits, out of memory, parity with the CPU. Prints a table, and each row as it comes.
//
//     node bench/gpu.mjs [--only PATTERN] [--python PYTHON | --alone] [--seconds 3] [--minutes 10] [--json FILE] [--small] [--reference FOLDER]
//
// PYTHON has PyTorch for the card, and timm; without it that of tools/torch is installed. `--alone` measures Thaw only, `--small`
// takes the smallest of everything, to try the command out where there is no GPU. Rows that find no time are said. FOLDER has, or gets,
// what the CPU computes (`xception-224.json`), for machines that have TensorFlow for a GPU alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { graphicsCards } from './gpu/graphics-cards.mjs';
import { jobRows } from './gpu/job-rows.mjs';
import { proofRows } from './gpu/proof-rows.mjs';
import { stepRows } from './gpu/step-rows.mjs';
import { lastLine, pythonOf } from './processes.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    python: { type: 'string' },
    alone: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '3' },
    minutes: { type: 'string', default: '10' },
    json: { type: 'string' },
    small: { type: 'boolean', default: false },
    reference: { type: 'string' },
  },
});

const startMs = performance.now();
const minutes = () => (performance.now() - startMs) / 60_000;
const folder = mkdtempSync(join(tmpdir(), 'thaw-gpu-'));
const cards = graphicsCards();
const context = {
  folder,
  hasGpu: cards.length > 0,
  seconds: Number(options.seconds),
  isSmall: options.small,
  reference: options.reference,
  python: options.alone ? undefined : (options.python ?? pythonOf('torch')),
};
console.log(cards.length > 0 ? cards.join('\n') : 'no GPU: what follows is computed on the CPU');

const pattern = new RegExp(options.only);
// What decides comes first, should time run out.
const rows = [...jobRows(context), ...stepRows(context), ...proofRows(context)].filter(({ name }) =>
  pattern.test(name),
);
const [found, late] = [[], []];
try {
  for (const { name, aim, measure } of rows) {
    if (minutes() > Number(options.minutes)) late.push(name);
    else found.push({ name, aim, ...(await attempt(measure)) });
    if (found.at(-1)?.name === name) print(found.at(-1));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (options.json) writeFileSync(options.json, JSON.stringify({ cards, rows: found, late }, null, 1));
console.log(`${minutes().toFixed(1)} minutes${late.length > 0 ? `; no time for: ${late.join(', ')}` : ''}`);
if (found.some(({ failed }) => failed)) process.exitCode = 1;

/** A part that fails does not end the others. */
async function attempt(measure) {
  try {
    return await measure();
  } catch (error) {
    return { failed: lastLine(error) };
  }
}

function print({ name, aim, failed, ...values }) {
  const said = Object.entries(values).map(([key, value]) => `${key} ${value}`);
  console.log(`| ${name} | ${failed ? `failed: ${failed}` : said.join(' · ')} | ${aim ?? ''} |`);
}
