// What nvidia-smi says: which cards there are, and how busy the first is while something runs.
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const query = (fields, ...more) => [`--query-gpu=${fields}`, '--format=csv,noheader,nounits', ...more];

/** A line a card; none where there is no driver. */
export function graphicsCards() {
  try {
    const output = execFileSync('nvidia-smi', query('name,driver_version,memory.total'), {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.trim().split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

const everyMs = 100;

/** Percent of the time in which a kernel ran, of the last so many seconds before it is stopped; nothing where there is no card. */
export function watchLoad() {
  const loads = [];
  const child = spawn('nvidia-smi', query('utilization.gpu', `--loop-ms=${everyMs}`, '--id=0'), {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => loads.push(Number(line)));
  return (seconds) => {
    child.kill();
    return loads.filter(Number.isFinite).slice(-Math.ceil((1000 * seconds) / everyMs));
  };
}
