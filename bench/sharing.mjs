/**
 * What sharing saves: runs a sweep in an empty store, then again with `--no-sharing`, and prints a table for README:
 *
 *     node bench/sharing.mjs [spec] [--set path=value …]        # default: experiments/xception.yaml
 *
 * Needs the weights that the spec names to be on this machine, or fetches them. Takes as long as both sweeps do.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
const spec =
  args[0]?.startsWith('--') || args.length === 0 ? join(root, 'experiments/xception.yaml') : args.shift();
const store = mkdtempSync(join(tmpdir(), 'thaw-sharing-'));

/** The JSON lines that a command of Thaw prints. */
function thaw(...command) {
  const door = join(root, 'packages/runner/bin/thaw.js');
  const { status, stdout } = spawnSync(
    process.execPath,
    [door, ...command, '--json', '--spec', spec, ...args],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, MLFLOW_TRACKING_URI: '' },
    },
  );
  if (status !== 0) throw new Error(`thaw ${command[0]} ended with ${status}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Images times epochs that pass through layers which do not change: in a loop that stores nothing, and here. */
function backbonePasses({ runs, stages }) {
  const images = Number(/index of (\d+) images/.exec(stages[0].label)[1]);
  const epochs = runs.flatMap(({ phases }) => phases).reduce((sum, { reading }) => sum + reading.epochs, 0);
  // Features that come along in the pass of others take no operations of their own.
  const passes = stages.filter(({ kind, estimate }) => kind === 'features' && estimate.flops > 0).length;
  return { naive: images * epochs, made: images * passes };
}

const minutes = (seconds) =>
  seconds < 60
    ? `${Math.round(seconds)} s`
    : `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2, '0')} s`;
const number = (value) => value.toLocaleString('en');

try {
  const [plan] = thaw('plan', '--store', store);
  const shared = thaw('sweep', '--store', store).at(-1);
  const separate = thaw('sweep', '--no-sharing').at(-1);
  const uses = plan.runs.reduce((sum, run) => sum + run.stages.length, 0);
  const { naive, made } = backbonePasses(plan);
  console.log(`
| ${plan.runs.length} runs | every run by itself | shared |
| --- | --: | --: |
| stages | ${uses} | ${shared.computed} |
| images through the frozen layers | ${number(naive)} | ${number(made)} |
| time | ${minutes(separate.seconds)} (\`--no-sharing\`) | ${minutes(shared.seconds)}, ${minutes(shared.expectedSeconds)} expected |
`);
} finally {
  rmSync(store, { recursive: true, force: true });
}
