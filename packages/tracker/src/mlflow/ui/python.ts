import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ThawError } from '@thaw/core';

const run = promisify(execFile);

const names = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/**
 * A Python that MLflow 3 runs on (3.10 or later), with pip.
 * @throws ThawError `THAW-TRACKING-NO-PYTHON`.
 */
export async function findPython(): Promise<string> {
  const found: string[] = [];
  for (const name of names) {
    const probe =
      'import sys, pip; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 10))';
    try {
      await run(name, ['-c', probe]);
      return name;
    } catch (error) {
      const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
      if (code === 'ENOENT') continue;
      found.push(`${name}: ${stdout?.trim() || stderr?.trim().split('\n').at(-1)}`);
    }
  }
  throw new ThawError({
    code: 'THAW-TRACKING-NO-PYTHON',
    message: 'MLflow needs Python, and none was found that can run it',
    expected: 'python3 ≥ 3.10 with pip on the PATH',
    found: found.join('; ') || 'no Python',
    remedy: 'Install Python with pip (on Debian: apt install python3 python3-pip).',
  });
}
