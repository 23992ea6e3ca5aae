/**
 * A sweep on the real Slurm of tools/slurm, two nodes of a core each, while nodes are killed at random and jobs are preempted; and one whose training
 * takes longer than a job may. Both have to come to what they come to on this machine, bit for bit, and nothing may be computed twice but what a node held
 * that died, or a worker that gave it back:
 *
 *     node tools/campaigns/slurm.mjs [PREEMPTIONS] [KILLS] [SEED] [EPOCHS]
 *
 * Without preemptions (`0`) it is the second alone. It takes some minutes, and needs Slurm and root. What it came to is written down in tools/campaigns/slurm.md.
 */
import { seededRandom } from '@thaw/core';
import { queueFolder, readWorker, workerNames } from '@thaw/execution/queue';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startCluster } from '../slurm/cluster.mjs';

const [preemptions, kills, seed, epochs] = [30, 6, 1, 400].map((usual, index) =>
  Number(process.argv[2 + index] ?? usual),
);
const random = seededRandom(seed);
const cli = createRequire(import.meta.url)
  .resolve('@thaw/runner/package.json')
  .replace('package.json', 'dist/cli/main.js');
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'thaw-campaign-slurm-'));
const spec = join(folder, 'campaign.yaml');
writeFileSync(
  spec,
  `name: campaign
data: { root: ${root}node_modules/emoji-datasource-google/img/google/64, manifest: ${root}experiments/emoji-240.csv }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
batchSize: 16
phases: [{ name: head, epochs: 2 }, { name: tune, trainable: { last: 1 }, epochs: 6 }]
tracking: { model: none }
`,
);
const list = (count, value) => `[${Array.from({ length: count }, (_, index) => value(index))}]`;
const many = `sweep.parameters={head.dropout: ${list(4, (index) => index / 10)}, phases.tune.optimizer.learningRate: ${list(6, (index) => 10 ** -(index + 1))}}`;
const long = `phases=[{name: tune, trainable: {last: 1}, epochs: ${epochs}}]`;

const cluster = await startCluster();
const env = { ...process.env, ...cluster.variables, THAW_SITE: join(folder, 'thaw.site.yaml') };
// The shortest that there is beyond the minute in which a worker is told of its end.
writeFileSync(env.THAW_SITE, 'launcher:\n  slurm: { mem: 2G, time: 2:00, maxJobs: 2 }\n');

function thaw(...words) {
  const child = spawn(process.execPath, [cli, ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  return once(child, 'close').then(([code]) => ({ code, output }));
}
const sweep = (store, setting, ...words) =>
  thaw('sweep', '--spec', spec, '--store', join(folder, store), '--json', '--set', setting, ...words);

const timings = new Set(['epoch_seconds', 'images_per_second']);

/** What must depend neither on troubles nor on who computes: histories, outcomes, and the bytes of every checkpoint. */
async function resultOf(store) {
  const { output } = await thaw('runs', '--json', '--limit', '0', '--store', join(folder, store));
  const own = (values) => Object.entries(values).filter(([name]) => !timings.has(name));
  const runs = JSON.parse(output).map(({ id, status, history, metrics }) => [
    ...[id, status, own(history), own(metrics)],
  ]);
  const trained = join(folder, store, 'stages', 'train');
  const checkpoints = readdirSync(trained).flatMap((key) => {
    const { blobs } = JSON.parse(readFileSync(join(trained, key, 'stage.json'), 'utf8'));
    const weights = Object.entries(blobs).filter(([name]) => name.endsWith('.safetensors'));
    return weights.map(([name, { sha256 }]) => `${key} ${name} ${sha256}`);
  });
  return JSON.stringify([runs.toSorted(([a], [b]) => (a < b ? -1 : 1)), checkpoints.toSorted()]);
}

/** What workers have said, counted. */
async function workersOf(store) {
  const [id] = readdirSync(join(folder, store, 'queue'));
  const queue = queueFolder(join(folder, store), id);
  const all = await Promise.all((await workerNames(queue)).map((name) => readWorker(queue, name)));
  const of = (type, lines) => lines.filter((line) => line.type === type && line.task).map(({ task }) => task);
  const count = (lists) => lists.reduce((sum, each) => sum + each.length, 0);
  const taken = all.flatMap((lines) => of('took', lines));
  const givenBack = all.flatMap((lines) => lines.filter(({ type }) => type === 'gave-back'));
  const died = all.filter((lines) => lines.length > 0 && lines.at(-1).type !== 'ended');
  // Of each the one that it was at.
  const held = count(
    died.map((lines) =>
      of('took', lines).slice(of('executed', lines).length + of('gave-back', lines).length),
    ),
  );
  const byTime = givenBack.filter(({ reason }) => reason === 'time').length;
  return {
    workers: all.length,
    died: died.length,
    tasks: new Set(taken).size,
    'given back': givenBack.length,
    'of these for want of time': byTime,
    'held by the dead': held,
    'taken again': taken.length - new Set(taken).size,
    'computed twice':
      count(all.map((lines) => of('executed', lines))) -
      new Set(all.flatMap((lines) => of('executed', lines))).size,
  };
}

const counts = { preempted: 0, killed: 0 };
/** A job that is more urgent, now on this node and now on that, and power cuts between them. */
async function trouble(isOver) {
  for (let each = 0; !isOver() && counts.preempted < preemptions; each++) {
    await sleep(5000 + 5000 * random());
    const node = `n${1 + (each % 2)}`;
    if (isOver()) return;
    if (counts.killed < kills && each % Math.floor(preemptions / kills) === 3) {
      cluster.killNode(node);
      cluster.startNode(node);
      counts.killed++;
      continue;
    }
    await cluster.ask(
      'sbatch',
      '--partition=urgent',
      `--nodelist=${node}`,
      '--output=/dev/null',
      '--wrap=true',
    );
    counts.preempted++;
  }
}

async function onCluster(store, setting, ...words) {
  let isOver = false;
  const started = Date.now();
  const ended = sweep(store, setting, '--launcher', 'slurm', ...words).finally(() => (isOver = true));
  if (store === 'many') await trouble(() => isOver);
  const { code } = await ended;
  return { code, seconds: Math.round((Date.now() - started) / 1000) };
}

/** The sweep by itself, and then on the cluster. */
async function hold(name, setting) {
  const begun = Date.now();
  const here = await sweep(`${name}-here`, setting);
  const alone = Math.round((Date.now() - begun) / 1000);
  const there = await onCluster(name, setting);
  const equal = (await resultOf(name)) === (await resultOf(`${name}-here`));
  const said = { codes: [here.code, there.code], alone, seconds: there.seconds, equal };
  console.log(JSON.stringify({ sweep: name, ...said, ...(await workersOf(name)) }));
}

try {
  if (preemptions > 0) {
    await hold('many', many);
    console.log(JSON.stringify(counts));
  }
  await hold('long', long);
} finally {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
