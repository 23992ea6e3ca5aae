import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inputOf } from './inputs.mjs';
import { outcomeOf } from './outcome.mjs';
import { nothing } from './pieces.mjs';
import { loadTarget } from './targets/index.mjs';

// Tries inputs on one target after another, in a process of its own: what hangs or takes all memory is ended from outside. Before each input
// it is written down which of them it is, so that whoever ends the process knows.

/** Of the processor, for one input. */
const limitMs = 5000;
/** By so much one input may have the process grow: what bounds a reader lets it take less, and so does what is decoded of small pictures. */
const limitBytes = 2 ** 30;

let last = Promise.resolve();
process.on('message', (job) => (last = last.then(() => tryJob(job))));
process.once('disconnect', () => process.exit());

async function tryJob({ name, numbers, noteFile, keep, input }) {
  const target = await loadTarget(name);
  const folder = await mkdtemp(join(dirname(noteFile), `${name}-`));
  const note = openSync(noteFile, 'w');
  const seeds = await target.seeds(folder);
  const read = await target.open(folder, seeds);
  if (input === undefined) await tryAll({ target, seeds, read, numbers, keep, note });
  else {
    writeNote(note, 0);
    process.send({ outcome: await outcomeOf(() => read(readFileSync(input))), isDone: true });
  }
  await read.close?.();
  closeSync(note);
  rmSync(folder, { recursive: true });
}

const writeNote = (note, at) => writeSync(note, String(at).padEnd(12), 0);

async function tryAll({ target, seeds, read, numbers, keep, note }) {
  const originals = await readSeeds(target, seeds, read);
  const results = nothing();
  const tell = (next) => process.send({ results, next, isDone: true, isSpent: read.isSpent });
  for (const [at, [seed, index]] of numbers.entries()) {
    writeNote(note, at);
    const bytes = inputOf(target, seeds, seed, index);
    const { outcome, tookMs, tookBytes } = await measured(() => outcomeOf(() => read(bytes)));
    results.tried++;
    if (tookMs > results.slowest[0]) results.slowest = [tookMs, seed, index];
    if (tookBytes > results.largest[0]) results.largest = [tookBytes, seed, index];
    const what = count(outcome, originals, results, target.isSealed) ?? tooMuch(tookMs, tookBytes);
    if (what !== undefined) {
      const file = join(keep, `${target.name}-${seed}-${index}.bin`);
      writeFileSync(file, bytes);
      results.findings.push({ seed, index, what: what.slice(0, 2000), file });
    }
    if (read.isSpent) return tell(at + 1);
    if (what !== undefined || results.tried % 50 === 0 || tookMs > 500)
      process.send({ results, next: at + 1 });
  }
  tell(numbers.length);
}

async function measured(read) {
  forgetMost();
  const held = heldBytes();
  const start = process.cpuUsage();
  const outcome = await read();
  // Of the processor, as other programs may be running.
  const { user, system } = process.cpuUsage(start);
  return { outcome, tookMs: (user + system) / 1000, tookBytes: heldBytes() - held };
}

/** The most memory that this process has held begins anew; where a system does not let it, only what is more than ever is seen. */
function forgetMost() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // As in some containers.
  }
}

/** The most memory that this process has held. */
const heldBytes = () => 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);

/** What the seeds say that are accepted. */
async function readSeeds({ name }, seeds, read) {
  const originals = new Set();
  const refused = [];
  for (const bytes of seeds) {
    const outcome = await outcomeOf(() => read(bytes));
    if ('finding' in outcome) throw new Error(`a seed of ${name} is not read: ${outcome.finding}`);
    if ('accepted' in outcome) originals.add(outcome.accepted);
    else refused.push(...outcome.refused);
  }
  if (originals.size === 0) throw new Error(`no seed of ${name} is accepted: ${refused.join(', ')}`);
  return originals;
}

/** What is wrong with an outcome, if it is one that may not be. */
function count(outcome, originals, results, isSealed) {
  if ('finding' in outcome) return outcome.finding;
  if ('accepted' in outcome) {
    results.accepted++;
    if (originals.has(outcome.accepted)) results.equal++;
    else if (isSealed) return 'accepted, with other values than were written';
  } else {
    results.refused++;
    for (const code of new Set(outcome.refused)) results.codes[code] = (results.codes[code] ?? 0) + 1;
  }
  return undefined;
}

function tooMuch(ms, bytes) {
  if (ms > limitMs) return `${Math.round(ms)} ms, more than ${limitMs}`;
  return bytes > limitBytes ? `${bytes} bytes of memory, more than ${limitBytes}` : undefined;
}
