/**
 * Carries out large sweeps in no time: the real planner, estimates and schedule, with workers that only say how long they would have taken, and
 * that die and run out of time. Of some of the tasks the real store is asked what a task asks of one. The same options print the same figures, but
 * for what this machine took.
 *
 *     npm run simulate [-- --runs 100,1000,10000 --workers 10,30,100 --images 1000000 --seed 1 --sample 100]
 *
 * docs/scale.md has what came of it.
 */
import { keysOf, leastMakespan, makespan, seededRandom } from '@thaw/core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bytesOf, secondsWithReading } from './bytes.mjs';
import { StoreWork } from './store-work.mjs';
import { plannedSweep } from './sweep.mjs';
import { Workers } from './workers.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '100,1000,10000' },
    workers: { type: 'string', default: '10,30,100' },
    images: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    sample: { type: 'string', default: '100' },
  },
});
const numbers = (text) => text.split(',').map(Number);
const [images, seed, sample] = [options.images, options.seed, options.sample].map(Number);

/** A worker dies once in so many hours of its own, and lives no longer than so many. */
const troubles = [
  { name: 'none', lives: Infinity, limit: Infinity },
  { name: 'some', lives: 24 * 3600, limit: 4 * 3600 },
  { name: 'many', lives: 2 * 3600, limit: 3600 },
];

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
function timed(act) {
  const begin = cpuSeconds();
  const result = act();
  return { ...result, cpu: cpuSeconds() - begin };
}
const row = (cells) => console.log(`| ${cells.join(' | ')} |`);
const table = (headings) => {
  row(headings);
  row(headings.map((_, index) => (index === 0 ? '---' : '--:')));
};
const hours = (seconds) => (seconds / 3600).toFixed(2);
const terabytes = (bytes) => (bytes / 1e12).toFixed(1);

const folder = mkdtempSync(join(tmpdir(), 'thaw-simulate-'));
try {
  for (const runs of numbers(options.runs)) await simulate(runs);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function simulate(runs) {
  const planned = timed(() => plannedSweep({ runs, images }));
  const { plan, estimateOf } = planned;
  const secondsOf = (key) => secondsWithReading(plan.stage(key), plan, estimateOf);
  console.log(
    `\n${plan.runs.length} runs, ${plan.stages.length} stages, planned in ${planned.cpu.toFixed(1)} s of CPU\n`,
  );
  table([
    ...['workers', 'troubles', 'hours', 'least', 'ratio', 'chain', 'work / workers'],
    ...['busy', 'deaths', 'given back', 'lost hours', 'GB/s read', 'CPU ms a task'],
  ]);
  const sampled = [];
  for (const places of numbers(options.workers))
    for (const { name, ...trouble } of troubles) {
      const workers = new Workers({ places, ...trouble, random: seededRandom(seed) });
      let tasks = 0;
      let busy = 0;
      const { seconds, cpu } = timed(() => ({
        seconds: makespan({
          ...{ plan, stored: [], places, secondsOf },
          lasts(task, expected, begin) {
            if (sampled.length < plan.stages.length / sample && tasks % sample === 0)
              sampled.push([task, expected]);
            tasks++;
            busy += expected;
            return workers.lasts(task.stages ? { ...task, stage: task.stages[0] } : task, expected, begin);
          },
        }),
      }));
      const { chain, share, least } = leastMakespan({ plan, stored: [], places, secondsOf });
      const { deaths, givenBack, lostSeconds } = workers.counts;
      const bytes = bytesOf(plan, estimateOf);
      row([
        ...[
          places,
          name,
          hours(seconds),
          hours(least),
          (seconds / least).toFixed(2),
          hours(chain),
          hours(share),
        ],
        ...[`${((100 * busy) / (places * seconds)).toFixed(0)} %`, deaths, givenBack, hours(lostSeconds)],
        ...[(bytes.read.features / seconds / 1e9).toFixed(0), ((1000 * cpu) / tasks).toFixed(2)],
      ]);
    }
  await tellOfStore(plan, estimateOf, sampled, runs);
}

/** What is asked of the store, by a sample of the tasks, and what is moved. */
async function tellOfStore(plan, estimateOf, sampled, runs) {
  const { read, written } = bytesOf(plan, estimateOf);
  console.log(
    `\nread: images ${terabytes(read.images)} TB, features ${terabytes(read.features)} TB, checkpoints ${terabytes(read.checkpoints)} TB;` +
      ` written: features ${terabytes(written.features)} TB, checkpoints ${terabytes(written.checkpoints)} TB`,
  );
  const store = new StoreWork(join(folder, `${runs}`));
  for (const [task, seconds] of sampled) await store.carryOut(task, seconds);
  const share = plan.stages.length / sampled.flatMap(([task]) => keysOf(task)).length;
  console.log(
    `store: ${(store.calls / store.tasks).toFixed(1)} calls a task, ${Math.round(store.calls * share)} in all; ` +
      `${((1000 * store.seconds) / store.tasks).toFixed(0)} ms a task here; ${JSON.stringify(store.counts)} for ${store.tasks} tasks`,
  );
  globalThis.gc?.();
  console.log(
    `memory: heap ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB with plan and schedule, at most ${(process.resourceUsage().maxRSS / 1e3).toFixed(0)} MB of the process`,
  );
}
