import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../packages/core/dist/index.js';
import { outcomeOf } from './outcome.mjs';
import { loadTarget } from './targets/index.mjs';

// Tries inputs on one target, in a process of its own: what hangs or takes all memory is ended from outside. Before each input its number is
// written down, so that whoever ends the process knows which one it was.

const { name, count, seed, from, noteFile, keep, input } = JSON.parse(process.argv[2]);
const target = await loadTarget(name);
const folder = await mkdtemp(join(tmpdir(), `thaw-fuzz-${name}-`));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const note = openSync(noteFile, 'w');
const write = (number) => writeSync(note, String(number).padEnd(12), 0);
/** Of the processor, for one input. */
const limitMs = 5000;
/** By so much one input may have the process grow: what bounds a reader lets it take less, and so does what is decoded of small pictures. */
const limitBytes = 2 ** 30;
/** The most memory that this process has held. */
const heldBytes = () =>
  1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0);

const seeds = await target.seeds(folder);
const read = await target.open(folder, seeds);
const close = async () => {
  await read.close?.();
  closeSync(note);
};

if (input !== undefined) {
  write(0);
  const outcome = await outcomeOf(() => read(readFileSync(input)));
  process.send({ outcome });
  await close();
} else {
  await tryAll();
  await close();
}
process.disconnect();

async function tryAll() {
  const originals = new Set();
  const refused = [];
  for (const bytes of seeds) {
    const outcome = await outcomeOf(() => read(bytes));
    if ('finding' in outcome) throw new Error(`a seed of ${name} is not read: ${outcome.finding}`);
    if ('accepted' in outcome) originals.add(outcome.accepted);
    else refused.push(...outcome.refused);
  }
  if (originals.size === 0) throw new Error(`no seed of ${name} is accepted: ${refused.join(', ')}`);
  const results = {
    tried: 0,
    accepted: 0,
    equal: 0,
    refused: 0,
    codes: {},
    findings: [],
    worstMs: 0,
    worstBytes: 0,
  };
  let held = heldBytes();
  for (let index = from; index < count; index++) {
    const random = seededRandom(['fuzz', seed, name, index]);
    const bytes = target.mutate(seeds[Math.floor(random() * seeds.length)], random, seeds);
    write(index);
    const start = process.cpuUsage();
    const outcome = await outcomeOf(() => read(bytes));
    // Of the processor, as other programs may be running.
    const { user, system } = process.cpuUsage(start);
    const tookMs = (user + system) / 1000;
    const nowHeld = heldBytes();
    results.tried++;
    if (tookMs > results.worstMs) Object.assign(results, { worstMs: tookMs, slowest: index });
    // What garbage collection lets grow between inputs is no input's.
    if (nowHeld - held > results.worstBytes)
      Object.assign(results, { worstBytes: nowHeld - held, largest: index });
    const tookBytes = nowHeld - held;
    held = nowHeld;
    await judge(outcome, { index, bytes, tookMs, tookBytes, originals, results });
    if (results.tried % 50 === 0 || tookMs > 500) process.send({ results, next: index + 1 });
  }
  process.send({ results, next: count, done: true });
}

async function judge(outcome, { index, bytes, tookMs, tookBytes, originals, results }) {
  if ('accepted' in outcome) {
    results.accepted++;
    if (originals.has(outcome.accepted)) results.equal++;
    else if (target.isSealed) return found('accepted, with other values than were written');
  } else if ('refused' in outcome) {
    results.refused++;
    for (const code of new Set(outcome.refused)) results.codes[code] = (results.codes[code] ?? 0) + 1;
  } else return found(outcome.finding);
  if (tookMs > limitMs) return found(`${Math.round(tookMs)} ms, more than ${limitMs}`);
  if (tookBytes > limitBytes) return found(`${tookBytes} bytes of memory, more than ${limitBytes}`);

  async function found(what) {
    const file = join(keep, `${name}-${seed}-${index}.bin`);
    await writeFile(file, bytes);
    results.findings.push({ index, what: what.slice(0, 2000), file });
    process.send({ results, next: index + 1 });
  }
}
