/**
 * Tries damaged and hostile inputs on everything that Thaw reads:
 *
 *     npm run fuzz -- --target images-png --count 10000 --seed 1
 *     npm run fuzz -- --all --count 2000 [--keep FOLDER] [--results FILE.md]
 *     npm run fuzz -- --target journal --input FILE
 *
 * An input is accepted or refused with a code of the catalogue. Anything else, such as another error, a crash, too much time or memory, or,
 * where a format has checksums, other values than were written, is a finding: its input is kept, and `--input` tries it again.
 */
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../packages/core/dist/index.js';
import { describeResults, resultsTable } from './results.mjs';
import { loadTarget, targetNames } from './targets/index.mjs';

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: [] },
    all: { type: 'boolean', default: false },
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
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
const notes = mkdtempSync(join(tmpdir(), 'thaw-fuzz-notes-'));
process.on('exit', () => rmSync(notes, { recursive: true, force: true }));

/** An input that takes longer of the processor, or stands still for longer, is ended with its process. */
const endedAfter = { processorMs: 10_000, stillMs: 60_000 };

/** What a process has taken of the processor. */
function processorMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

const startsWithin = { processorMs: 60_000, stillMs: 120_000 };

const counted = Number(values.count);
const all = new Map();
if (values.input === undefined) await runAll();
else for (const name of chosen) await tryInput(name);

async function runAll() {
  const waiting = [...chosen];
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) all.set(name, await campaign(name));
  };
  await Promise.all(Array.from({ length: Number(values.parallel) }, work));
  const results = chosen.map((name) => [name, all.get(name)]);
  const table = resultsTable(results, { seed: values.seed });
  console.log(`\n${table}`);
  if (values.results) writeFileSync(values.results, table);
  if (results.some(([, { findings }]) => findings.length > 0)) process.exitCode = 1;
}

async function tryInput(name) {
  const { outcome } = await new Promise((resolve, reject) => {
    start({ name, input: values.input, count: 0, from: 0 }).on('message', resolve).on('exit', reject);
  });
  console.log(`${name}: ${JSON.stringify(outcome, null, 1)}`);
  if ('finding' in outcome) process.exitCode = 1;
}

function start(job) {
  const noteFile = join(notes, job.name);
  writeFileSync(noteFile, '');
  const told = JSON.stringify({ seed: values.seed, keep, noteFile, ...job });
  return fork(join(import.meta.dirname, 'target-process.mjs'), [told], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '4' },
  });
}

/** Starts a process for the target, and another from the next input on where one has ended or hung. */
async function campaign(name) {
  const target = await loadTarget(name);
  const startMs = performance.now();
  const sum = {
    tried: 0,
    accepted: 0,
    equal: 0,
    refused: 0,
    codes: {},
    findings: [],
    worstMs: 0,
    worstBytes: 0,
    ended: 0,
  };
  for (let from = 0; from < counted;) {
    const { results, next, end } = await runFrom(name, from);
    add(sum, results);
    from = next;
    if (!end) continue;
    sum.tried++;
    from++;
    // Whose reader runs in a thread with limits is ended there by the same.
    if (end === 'too long' && target.isLimited) sum.ended++;
    else await kept(target, next, end, sum);
  }
  sum.seconds = (performance.now() - startMs) / 1000;
  console.log(describeResults(name, sum));
  return sum;
}

function runFrom(name, from) {
  return new Promise((resolve) => {
    const child = start({ name, count: counted, from });
    const noteFile = join(notes, name);
    let [last, words, seen, seenMs, seenProcessorMs, isTooLong] = [
      undefined,
      '',
      '',
      performance.now(),
      0,
      false,
    ];
    child.stderr.setEncoding('utf8').on('data', (text) => (words = (words + text).slice(-2000)));
    child.on('message', (message) => (last = message));
    const timer = setInterval(() => {
      const now = readFileSync(noteFile, 'utf8');
      if (child.exitCode !== null || child.signalCode !== null) return;
      const taken = processorMs(child.pid);
      if (now !== seen) [seen, seenMs, seenProcessorMs] = [now, performance.now(), taken];
      // To load all that is tried takes long on a machine that is busy.
      const limits = now === '' ? startsWithin : endedAfter;
      if (performance.now() - seenMs < limits.stillMs && taken - seenProcessorMs < limits.processorMs) return;
      isTooLong = true;
      child.kill('SIGKILL');
    }, 500);
    child.on('close', (code, signal) => {
      clearInterval(timer);
      const empty = {
        tried: 0,
        accepted: 0,
        equal: 0,
        refused: 0,
        codes: {},
        findings: [],
        worstMs: 0,
        worstBytes: 0,
      };
      if (last?.done) return resolve({ results: last.results, next: last.next });
      const at = readFileSync(noteFile, 'utf8').trim();
      if (at === '')
        return resolve({
          results: { ...empty, findings: [{ index: from, what: `it did not start: ${words}`, file: '' }] },
          next: counted,
        });
      const next = Number(at);
      const results = last?.results ?? empty;
      // Between the last report and the end nothing is known but that it was read.
      const untold = next - (last?.next ?? from);
      resolve({
        results: { ...results, tried: results.tried + untold, untold },
        next,
        end: isTooLong ? 'too long' : `the process ended with ${signal ?? code}: ${words}`,
      });
    });
  });
}

function add(sum, { tried, accepted, equal, refused, codes, findings, worstMs, worstBytes, untold = 0 }) {
  sum.tried += tried;
  sum.accepted += accepted;
  sum.equal += equal;
  sum.untold = (sum.untold ?? 0) + untold;
  sum.findings.push(...findings);
  sum.refused += refused;
  for (const [code, count] of Object.entries(codes)) sum.codes[code] = (sum.codes[code] ?? 0) + count;
  sum.worstMs = Math.max(sum.worstMs, worstMs);
  sum.worstBytes = Math.max(sum.worstBytes, worstBytes);
}

/** What ended its process is made again from its number. */
async function kept(target, index, what, sum) {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-fuzz-again-'));
  const seeds = await target.seeds(folder);
  const random = seededRandom(['fuzz', values.seed, target.name, index]);
  const bytes = target.mutate(seeds[Math.floor(random() * seeds.length)], random, seeds);
  rmSync(folder, { recursive: true, force: true });
  const file = join(keep, `${target.name}-${values.seed}-${index}.bin`);
  writeFileSync(file, bytes);
  sum.findings.push({ index, what, file });
}
