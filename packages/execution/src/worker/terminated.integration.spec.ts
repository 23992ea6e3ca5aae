import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';

const entry = createRequire(import.meta.url).resolve('@thaw/execution/worker-process');

/** Starts a worker, says its process id, and says so when it is itself told to end. */
const parent = `
  const worker = require('node:child_process').fork('${entry}', { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  process.on('SIGTERM', () => {
    console.log('told to end');
    worker.disconnect();
  });
  worker.on('exit', () => console.log('the worker has ended'));
  // It answers, so it listens to signals already.
  worker.on('message', () => console.log(worker.pid));
  worker.send({ type: 'measure-speed' });
`;

it('A worker that is told to end, as from nvidia-smi or by Nx, tells the process that it works for', async () => {
  const child = spawn(process.execPath, ['--eval', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [pid] = (await once(child.stdout, 'data')) as [Buffer];
  process.kill(Number(pid), 'SIGTERM');
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += String(text)));
  await once(child, 'close');
  expect(said).toBe('told to end\nthe worker has ended\n');
});
