// What has to be right: equal bits twice, out of memory told as such, the same numbers as the CPU.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeSpec } from './write-spec.mjs';

const run = promisify(execFile);
const bench = join(import.meta.dirname, '..');
const thaw = join(bench, '../packages/runner/bin/thaw.js');

export function proofRows({ folder, hasGpu, isSmall, reference }) {
  const size = isSmall ? 32 : 224;
  const networks = isSmall ? ['mobilenetv2'] : ['mobilenetv2', 'resnet50', 'xception'];
  const precisions = hasGpu ? ['float32', 'tensorfloat32'] : ['float32'];
  return [
    {
      name: 'equal bits twice, --deterministic',
      aim: 'equal',
      async measure() {
        const spec = writeSpec(folder, { name: 'bits', size, batch: 16, backbone: networks.at(-1) });
        const losses = [];
        for (const store of ['first', 'second'])
          losses.push(await lossesOf(spec, join(folder, store), '--deterministic'));
        return {
          losses: losses[0].length,
          ...judged(
            { result: `${losses[0]}` === `${losses[1]}` ? 'equal' : 'different' },
            { result: 'equal' },
          ),
        };
      },
    },
    // Where memory is the host's, so large a batch would take the machine down.
    ...(hasGpu ? [outOfMemory(folder)] : []),
    ...networks.flatMap((backbone) =>
      precisions.map((precision) => {
        const aims =
          precision === 'float32' ? { features: 1e-5, losses: 1e-3 } : { features: 2e-3, losses: 1e-2 };
        return {
          name: `${backbone} in ${precision} against the CPU`,
          aim: inWords(aims, ([name, aim]) => `${name} ${aim.toExponential()}`),
          measure: () => parity({ folder, reference }, { backbone, size, precision }, aims),
        };
      }),
    ),
  ];
}

function outOfMemory(folder) {
  return {
    name: 'a batch that is too large, --force',
    aim: 'out-of-memory, and the sweep goes on',
    async measure() {
      // 160 GB of activations; no array has 2³¹ numbers, which kernels do not count.
      const spec = writeSpec(folder, { name: 'large', size: 1024, batch: 120, backbone: 'resnet50' });
      const { stdout } = await runSweep(
        spec,
        join(folder, 'large'),
        '--force',
        '--set',
        'data.split.validation=0.1',
      )
        // It ends with the code of a sweep that has a failed run.
        .catch((error) => error);
      const events = linesOf(stdout);
      const { cause = 'none', reason = '' } = events.find(({ type }) => type === 'run-ended') ?? {};
      const sweep = events.some(({ type }) => type === 'sweep-ended') ? 'ended' : 'was cut off';
      const found = judged({ cause, sweep }, { cause: 'out-of-memory', sweep: 'ended' });
      return found.failed ? { failed: `${found.failed}: ${reason}` } : found;
    },
  };
}

const runSweep = (spec, store, ...options) =>
  run(process.execPath, [thaw, 'sweep', '--json', '--spec', spec, '--store', store, ...options], {
    env: { ...process.env, MLFLOW_TRACKING_URI: '' },
    maxBuffer: 2 ** 28,
  });

const linesOf = (stdout) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

async function lossesOf(spec, store, ...options) {
  const { stdout } = await runSweep(spec, store, ...options);
  rmSync(store, { recursive: true });
  const epochs = linesOf(stdout).filter(({ type }) => type === 'epoch');
  return epochs.flatMap(({ metrics }) => Object.entries(metrics).filter(([name]) => name.includes('loss')));
}

/** Features relative to the largest, and the worst of 20 losses relative to the first. */
async function parity({ folder, reference }, { backbone, size, precision }, aims) {
  const found = [];
  for (const [device, rounds] of [
    ['cpu', 'float32'],
    ['auto', precision],
  ]) {
    const isKept = device === 'cpu' && reference !== undefined;
    const file = isKept ? join(reference, `${backbone}-${size}.json`) : join(folder, `${device}.json`);
    const args = ['--backbone', backbone, '--size', String(size), '--batch', '8', '--precision', rounds];
    const script = join(bench, 'thaw/parity.mjs');
    if (!isKept || !existsSync(file))
      await run(process.execPath, [script, ...args, '--device', device, '--out', file]);
    found.push(JSON.parse(readFileSync(file, 'utf8')));
  }
  const [cpu, other] = found;
  const worst = (name) => Math.max(...cpu[name].map((value, index) => Math.abs(value - other[name][index])));
  const largest = Math.max(...cpu.features.map(Math.abs));
  const values = { features: worst('features') / largest, losses: worst('losses') / cpu.losses[0] };
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.toExponential(1)]),
  );
  // What is no number is beyond its aim too.
  const isWithin = ([name, aim]) => values[name] <= aim;
  return Object.entries(aims).every(isWithin) ? shown : { failed: inWords(shown) };
}

/** What was found, or that it is a failure where something else was due. */
const judged = (found, due) =>
  Object.entries(due).every(([name, value]) => found[name] === value) ? found : { failed: inWords(found) };

const inWords = (values, each = ([name, value]) => `${name} ${value}`) =>
  Object.entries(values).map(each).join(', ');
