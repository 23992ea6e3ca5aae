// What a run takes beside its arithmetic: a sweep of small heads on the features of a few images.
//
//     node bench/heads.mjs [--runs 200] [--rounds 1] [--baseline CHECKOUT]
//
// With a baseline, a checkout that was built, both are measured by turns. Processor time is less disturbed by other load
// than wall time is. What the command itself takes of it, without its worker, until the last run has ended, is what a run costs beside its
// stages: schedule, journal and what is told.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { watchThaw } from './processes.mjs';
import { writeSmallHeads } from './thaw/small-heads.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '1' },
    baseline: { type: 'string' },
  },
});
const runs = Number(options.runs);
const checkouts = [...(options.baseline ? [options.baseline] : []), join(import.meta.dirname, '..')];

const folder = mkdtempSync(join(tmpdir(), 'thaw-heads-'));
const spec = writeSmallHeads(folder, runs);
const store = join(folder, 'store');

try {
  for (let round = 0; round < Number(options.rounds); round++)
    for (const checkout of checkouts) console.log(`${checkout}: ${await measure(checkout)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(checkout) {
  let [sweepSeconds, stageSeconds, cpuSeconds] = [0, 0, 0];
  let [begunAt, endedAt] = [0, 0];
  await watchThaw(['sweep', '--spec', spec, '--store', store], {
    checkout,
    onLine(event, cpuSecondsSoFar, ownCpuSecondsSoFar) {
      if (event.type === 'sweep-started') {
        cpuSeconds -= cpuSecondsSoFar();
        begunAt = ownCpuSecondsSoFar();
      }
      if (event.type === 'run-ended') endedAt = ownCpuSecondsSoFar();
      if (event.type === 'stage-ended' && ['train', 'evaluate'].includes(event.kind))
        stageSeconds += event.seconds;
      if (event.type !== 'sweep-ended') return;
      sweepSeconds = event.seconds;
      cpuSeconds += cpuSecondsSoFar();
    },
  });
  rmSync(store, { recursive: true, force: true });
  const each = (seconds) => ((1000 * seconds) / runs).toFixed(1);
  const parts = [
    `${runs} runs, ${each(sweepSeconds)} ms a run`,
    `${each(stageSeconds)} of them in stages`,
    `${each(cpuSeconds)} ms of processor time a run, ${each(endedAt - begunAt)} of them beside its stages`,
  ];
  return parts.join('; ');
}
