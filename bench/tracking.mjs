// How fast points reach a real MLflow on SQLite: `thaw sync` against MLflow's own Python client as a Keras callback uses
// it (`mlflow.log_metrics` once an epoch), each on a fresh server; then the most memory that `thaw sync` needs as
// journals grow.
//
//     npm run build && node bench/tracking.mjs [rate|memory] [--rounds N] [--small]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { provisionMlflow, startMlflow } from '@thaw/tracker';
import { writeJournal } from './tracking/journal.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' }, small: { type: 'boolean', default: false } },
});
const here = import.meta.dirname;
const python = await provisionMlflow({
  cacheFolder: process.env.THAW_CACHE ?? join(homedir(), '.cache', 'thaw'),
});

const sweep = values.small ? { runs: 2, epochs: 3, params: 3 } : { runs: 100, epochs: 75, params: 30 };
/** Some of the runs tell the rate: all of them take minutes. */
const pythonRuns = Math.ceil(sweep.runs / 10);
const journals = values.small
  ? [sweep]
  : [
      { runs: 100, epochs: 250, params: 30 },
      { runs: 100, epochs: 2500, params: 30 },
    ];

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0].model}, Node ${process.version}\n`,
);
if (positionals[0] !== 'memory') await compareRates();
if (positionals[0] !== 'rate') await measureMemory();

/** In turns, so that what else the machine does meets both. */
async function compareRates() {
  console.log('| client | points | seconds | points/s | peak MiB |\n|---|---|---|---|---|');
  const rates = { thaw: [], python: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    rates.thaw.push(await row('`thaw sync`', (uri, folder) => thawSync(uri, folder, sweep)));
    rates.python.push(await row('Python, `log_metrics` an epoch', keras));
  }
  console.log(`\nratio of the medians: ${(median(rates.thaw) / median(rates.python)).toFixed(1)}\n`);
}

async function measureMemory() {
  console.log('| journal | points | seconds | points/s | peak MiB |\n|---|---|---|---|---|');
  for (const shape of journals) {
    const name = `${shape.runs} runs × ${shape.epochs} epochs`;
    await row(name, (uri, folder) => thawSync(uri, folder, shape));
  }
}

/** Measures against a server of its own. Returns the rate. */
async function row(name, measure) {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-bench-'));
  const server = await startMlflow({ python, folder: join(folder, 'mlflow') });
  try {
    const { points, seconds, peakMiB } = await measure(server.uri, folder);
    console.log(
      `| ${name} | ${points} | ${seconds.toFixed(1)} | ${Math.round(points / seconds)} | ${peakMiB} |`,
    );
    return points / seconds;
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

/** The whole command in a process of its own, from its start to its end. */
async function thawSync(uri, folder, shape) {
  const store = join(folder, 'store');
  const points = await writeJournal(store, 'bench', shape);
  const start = performance.now();
  const { stderr } = await run(process.execPath, [
    ...['--import', join(here, 'tracking', 'peak-memory.mjs')],
    ...[join(here, '../packages/runner/bin/thaw.js'), 'sync', '--store', store, '--tracking-uri', uri],
  ]);
  const seconds = (performance.now() - start) / 1000;
  return { points, seconds, peakMiB: Number(/peak MiB: (\d+)/.exec(stderr)[1]) };
}

async function keras(uri) {
  const { epochs, params } = sweep;
  const options = { uri, runs: pythonRuns, epochs, params };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { stdout } = await run(python, [join(here, 'tracking', 'keras_way.py'), ...args]);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

async function run(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of Object.keys(output)) {
    child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${output.stderr}`);
  return output;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
