// Child processes: what they print, how long they take, and the most memory they have.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { clearInterval, setInterval } from 'node:timers';

const root = join(import.meta.dirname, '..');
const sampleEveryMs = 50;
const keptCharacters = 4000;

/** The pythons of tools/NAME, of this version where there are several; installed on the first call. */
export const pythonOf = (name, ...version) =>
  execFileSync(process.execPath, [join(root, 'tools', name, 'setup.mjs'), ...version], {
    encoding: 'utf8',
  }).trim();

/** Runs a workload that prints a JSON object as its last line. What TensorFlow says besides is shown if it fails. */
export function runWorkload(command, args) {
  const output = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return JSON.parse(output.trim().split('\n').at(-1));
}

/**
 * Runs a command that prints JSON lines, if somebody is told of them; `onNote` is told of what it says beside them, as it comes. Returns the wall time as its user sees it, the processor time of all its processes
 * but what each took in its last moments, and the sum of the peaks of their resident memory, which is no less than what
 * they had together at any time. Linux only.
 */
export async function watch(command, args, { onLine, onNote, env = {} } = {}) {
  const startMs = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MLFLOW_TRACKING_URI: '', ...env },
  });
  const [peaks, ticks] = [new Map(), new Map()];
  const sample = () => {
    for (const pid of withDescendants(child.pid)) {
      peaks.set(pid, Math.max(peaks.get(pid) ?? 0, peakKiB(pid)));
      ticks.set(pid, Math.max(ticks.get(pid) ?? 0, processorTicks(pid)));
    }
  };
  const timer = setInterval(sample, sampleEveryMs);
  const total = (all) => [...all.values()].reduce((sum, each) => sum + each, 0);
  /** Of all processes so far. */
  const cpuSeconds = () => {
    sample();
    return total(ticks) / ticksPerSecond;
  };
  /** Of the command itself so far, without its workers. */
  const ownCpuSeconds = () => {
    sample();
    return (ticks.get(child.pid) ?? 0) / ticksPerSecond;
  };
  createInterface({ input: child.stdout }).on('line', (line) =>
    onLine?.(JSON.parse(line), cpuSeconds, ownCpuSeconds),
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-keptCharacters);
    onNote?.(text);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${said}`);
  return {
    seconds: (performance.now() - startMs) / 1000,
    cpuSeconds: total(ticks) / ticksPerSecond,
    peakMiB: Math.round(total(peaks) / 1024),
  };
}

/** `thaw COMMAND --json …`, watched; of another checkout with `checkout`. */
export const watchThaw = (args, { checkout = root, ...options } = {}) =>
  watch(process.execPath, [join(checkout, 'packages/runner/bin/thaw.js'), ...args, '--json'], options);

/** The JSON lines that `thaw COMMAND --json …` prints, once it has ended; what it says besides is shown. */
export function thawLines(args) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, 'packages/runner/bin/thaw.js'), ...args, '--json'],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, MLFLOW_TRACKING_URI: '' },
    },
  );
  if (status !== 0) throw new Error(`thaw ${args[0]} ended with ${status}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** What a failed command said at its end. */
export const lastLine = ({ message }) =>
  message
    .trim()
    .split('\n')
    .findLast((line) => /error|exception/i.test(line)) ?? message.split('\n')[0];

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

/** Of a process and all that it has started and still has, so far; nothing where there is no Linux. */
export const processorSecondsOf = (pid) =>
  withDescendants(pid).reduce((sum, each) => sum + processorTicks(each), 0) / ticksPerSecond;

/** Linux's USER_HZ. */
const ticksPerSecond = 100;

/** In user and system mode; what comes before the last parenthesis is the program's name. */
function processorTicks(pid) {
  const fields = (attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? '')
    .split(') ')
    .at(-1)
    .split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** A process may end at any moment. */
function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
