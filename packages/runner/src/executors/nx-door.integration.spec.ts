import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Nx as a user calls it, standing in `experiments`; the build has been done, and doing it here would disturb other tests. */
const nx = (...args: string[]) => {
  const bin = path.join(root, 'node_modules/nx/dist/bin/nx.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [bin, 'run', ...args, '--excludeTaskDependencies'],
    {
      cwd: path.join(root, 'experiments'),
      env: { ...process.env, NX_DAEMON: 'false' },
      encoding: 'utf8',
    },
  );
  return { status, output: `${stdout}${stderr}` };
};

describe('the Nx executors', () => {
  it('take paths from where the user stands and lists of values whole', () => {
    const { status, output } = nx(
      ...['runner:validate', '--spec', 'quickstart.yaml', '--set', 'head.hidden=[64,32]', '--set', 'seed=3'],
    );
    expect(output).toContain('quickstart is valid');
    expect(status).toBe(0);
  });

  it('fail with the problems of the spec', () => {
    const { status, output } = nx('runner:validate', '--spec', 'quickstart.yaml', '--set', 'batchSize=none');
    expect(output).toContain('THAW-SPEC-');
    expect(output).not.toContain('defect of Thaw');
    expect(status).toBe(1);
  });

  it('give each spec in experiments a target of its own', () => {
    const { status, output } = nx('experiments:xception', '--set', 'batchSize=none');
    expect(output).toContain('THAW-SPEC-');
    expect(status).toBe(1);
  });
});
