// Child processes: what they print, how long they take, and the most memory they have.
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { clearInterval, setInterval } from 'node:timers';

const root = join(import.meta.dirname, '..');
const sampleEveryMs = 50;
const keptCharacters = 4000;

/** The pythons of tools/NAME, installed on the first call. */
export const pythonOf = (name) =>
  execFileSync(process.execPath, [join(root, 'tools', name, 'setup.mjs')], { encoding: 'utf8' }).trim();

/** Runs a workload that prints a JSON object as its last line. What TensorFlow says besides is shown if it fails. */
export function runWorkload(command, args) {
  const output = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return JSON.parse(output.trim().split('\n').at(-1));
}

/**
 * Runs a command that prints JSON lines. Returns the wall time as its user sees it and the sum of the peaks of resident
 * memory of all its processes, which is no less than what they had together at any time. Linux only.
 */
export async function watch(command, args, { onLine = () => {}, env = {} } = {}) {
  const startMs = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MLFLOW_TRACKING_URI: '', ...env },
  });
  const peaks = new Map();
  const sample = () => {
    for (const pid of withDescendants(child.pid)) peaks.set(pid, Math.max(peaks.get(pid) ?? 0, peakKiB(pid)));
  };
  const timer = setInterval(sample, sampleEveryMs);
  createInterface({ input: child.stdout }).on('line', (line) => onLine(JSON.parse(line)));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-keptCharacters)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${said}`);
  const totalKiB = [...peaks.values()].reduce((sum, peak) => sum + peak, 0);
  return { seconds: (performance.now() - startMs) / 1000, peakMiB: Math.round(totalKiB / 1024) };
}

/** `thaw COMMAND --json …`, watched. */
export const watchThaw = (args, options) =>
  watch(process.execPath, [join(root, 'packages/runner/bin/thaw.js'), ...args, '--json'], options);

function withDescendants(pid) {
  const threads = attempt(() => readdirSync(`/proc/${pid}/task`)) ?? [];
  const children = threads.flatMap((thread) =>
    (attempt(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')) ?? '')
      .split(' ')
      .filter(Boolean),
  );
  return [pid, ...children.flatMap(withDescendants)];
}

const peakKiB = (pid) =>
  Number(/VmHWM:\s*(\d+)/.exec(attempt(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? '')?.[1] ?? 0);

/** A process may end at any moment. */
function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
