import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ThawError } from '@thaw/core';

const run = promisify(execFile);

const names = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/** What a Python is wanted for. */
export interface PythonDemand {
  /** For people: `MLflow`. */
  readonly title: string;
  /** The least version of 3: `10` is 3.10. */
  readonly minor: number;
  /** Why it fails: where there is no such Python, and where pip cannot install what it is wanted for. */
  readonly codes: { readonly noPython: string; readonly pip: string };
}

/**
 * A Python of that version or later, with pip.
 * @throws ThawError `codes.noPython`.
 */
export async function findPython({ title, minor, codes }: PythonDemand): Promise<string> {
  const found: string[] = [];
  for (const name of names) {
    const probe = `import sys, pip; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, ${minor}))`;
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
    code: codes.noPython,
    message: `${title} needs Python, and none was found that can run it`,
    expected: `python3 ≥ 3.${minor} with pip on the PATH`,
    found: found.join('; ') || 'no Python',
    remedy: 'Install Python with pip (on Debian: apt install python3 python3-pip).',
  });
}
