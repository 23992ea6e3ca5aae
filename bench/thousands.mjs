// What a sweep of a thousand runs takes beside computing them: planning it, and sweeping it again with nothing left to compute.
//
//     node bench/thousands.mjs [--runs 1000] [--rounds 3] [--baseline CHECKOUT]
//
// The runs are small heads on the features of a few images; to train them takes minutes, once. With a baseline, a checkout that
// was built, both are measured by turns on copies of one store. Of the rounds the least processor time counts, and the least time on
// the clock: whatever else a machine does adds to both.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { watchThaw } from './processes.mjs';
import { writeSmallHeads } from './thaw/small-heads.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    baseline: { type: 'string' },
  },
});
const runs = Number(options.runs);
const here = join(import.meta.dirname, '..');
const checkouts = [...(options.baseline ? [options.baseline] : []), here];

const folder = mkdtempSync(join(tmpdir(), 'thaw-thousands-'));
const spec = writeSmallHeads(folder, runs);
const store = join(folder, 'store');

try {
  await watchThaw(['sweep', '--spec', spec, '--store', store], { onLine() {} });
  const stores = checkouts.map((_, index) => join(folder, `store-${index}`));
  // With the files' times: what a copy has changed would be verified again.
  for (const copy of stores) cpSync(store, copy, { recursive: true, preserveTimestamps: true });
  const report = join(folder, 'report.html');
  const commands = [
    ['plan, nothing stored', () => ['plan', '--spec', spec, '--store', join(folder, 'none')]],
    ['plan, all stored', (copy) => ['plan', '--spec', spec, '--store', copy]],
    ['sweep, unchanged', (copy) => ['sweep', '--spec', spec, '--store', copy]],
    ['runs', (copy) => ['runs', '--store', copy]],
    ['report', (copy) => ['report', '--store', copy, '--out', report]],
  ];
  // The first unchanged sweep tells its journal that all was there.
  for (const [index, checkout] of checkouts.entries()) secondsOf(checkout, commands[2][1](stores[index]));
  console.log(`| ${runs} runs: CPU seconds, wall seconds | ${checkouts.join(' | ')} |`);
  console.log(`| --- |${checkouts.map(() => ' --: |').join('')}`);
  for (const [name, argsFor] of commands) {
    const best = checkouts.map(() => ({ cpu: Infinity, wall: Infinity }));
    for (let round = 0; round < Number(options.rounds); round++)
      for (const [index, checkout] of checkouts.entries()) {
        const { cpu, wall } = secondsOf(checkout, argsFor(stores[index]));
        best[index] = { cpu: Math.min(best[index].cpu, cpu), wall: Math.min(best[index].wall, wall) };
      }
    const cells = best.map(({ cpu, wall }) => `${cpu.toFixed(2)}, ${wall.toFixed(2)}`);
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
  const journals = readdirSync(join(store, 'journals')).filter((name) => name.endsWith('.ndjson'));
  const bytes = journals.reduce((sum, name) => sum + statSync(join(store, 'journals', name)).size, 0);
  const megabytes = (size) => (size / 1e6).toFixed(1);
  console.log(`journal ${megabytes(bytes)} MB, report ${megabytes(statSync(report).size)} MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** That a command takes, by the shell's clock. */
function secondsOf(checkout, args) {
  const thaw = join(checkout, 'packages/runner/bin/thaw.js');
  const timed = 'TIMEFORMAT="%U %S %R"; time "$@" >/dev/null 2>&1';
  const { stderr } = spawnSync('bash', ['-c', timed, '-', process.execPath, thaw, ...args], {
    encoding: 'utf8',
    env: { ...process.env, MLFLOW_TRACKING_URI: '' },
  });
  const [user, system, wall] = stderr.trim().split(' ').map(Number);
  return { cpu: user + system, wall };
}
