import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from './documented-commands.fixture.js';

const run = promisify(execFile);

it('The simulation of a hundred runs by ten workers is hardly more than no schedule could do without, also where workers die', async () => {
  const options = ['--runs', '100', '--workers', '10', '--sample', '20'];
  const { stdout } = await run(process.execPath, [join(root, 'tools/simulate/main.mjs'), ...options]);
  const lines = stdout.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const headings = lines.find(([, first]) => first === 'workers')!;
  const rows = lines.filter(([, workers]) => workers === '10');
  expect(rows.map(([, , troubles]) => troubles)).toEqual(['none', 'some', 'many']);
  const column = (heading: string) => rows.map((row) => Number(row[headings.indexOf(heading)]));
  for (const ratio of column('ratio')) {
    expect(ratio).toBeGreaterThanOrEqual(1);
    expect(ratio).toBeLessThan(1.1);
  }
  expect(column('deaths').at(-1)).toBeGreaterThan(2);
  expect(stdout).toMatch(/store: [\d.]+ calls a task/);
});
