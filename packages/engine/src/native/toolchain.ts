import { ThawError, type Problem } from '@thaw/core';
import { runSubprocess, type SubprocessResult } from './subprocess.js';

export interface Python {
  readonly command: string;
  readonly version: string;
  readonly pipVersion: string;
}

export interface Compiler {
  readonly command: string;
  /** The first line of `--version`. */
  readonly version: string;
}

const oldestPython = '3.9';
/** The first that knows the platform tags of glibc, as in `manylinux_2_27`. */
const oldestPip = '20.3';

/** Two lines, so that a Python without pip still says its own version. */
const probe = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); import pip; print(pip.__version__)';

/** Finds Python ≥ 3.9 with pip ≥ 20.3 in PATH. Throws `THAW-BACKEND-NO-PYTHON` or `THAW-BACKEND-NO-PIP`. */
export async function findPython(): Promise<Python> {
  const command = 'python3';
  const result = await ifPresent(command, ['-c', probe]);
  const [version = '', pipVersion = ''] = result?.stdout.trim().split('\n') ?? [];
  if (!isAtLeast(version, oldestPython)) {
    throw new ThawError({
      code: 'THAW-BACKEND-NO-PYTHON',
      message: 'Python is needed to fetch TensorFlow',
      expected: `python3 in PATH, version ${oldestPython} or newer`,
      found: version ? `Python ${version}` : result ? 'a python3 that does not start' : 'no python3',
      remedy: 'install Python 3, for example `apt install python3 python3-pip` or `brew install python`',
    });
  }
  if (!isAtLeast(pipVersion, oldestPip)) {
    throw new ThawError({
      code: 'THAW-BACKEND-NO-PIP',
      message: 'pip is needed to fetch TensorFlow',
      expected: `\`python3 -m pip\` to work, version ${oldestPip} or newer`,
      found: pipVersion ? `pip ${pipVersion}` : `Python ${version} without pip`,
      remedy: 'install it, for example `apt install python3-pip` or `python3 -m pip install --upgrade pip`',
    });
  }
  return { command, version, pipVersion };
}

/** Finds a C++ compiler: `CXX`, else the first of g++, clang++ and c++. Throws `THAW-BACKEND-NO-COMPILER`. */
export async function findCompiler(): Promise<Compiler> {
  const candidates = process.env['CXX'] ? [process.env['CXX']] : ['g++', 'clang++', 'c++'];
  for (const command of candidates) {
    const result = await ifPresent(command, ['--version']);
    if (result?.ok) return { command, version: result.stdout.split('\n')[0] ?? '' };
  }
  throw new ThawError({
    code: 'THAW-BACKEND-NO-COMPILER',
    message: 'a C++ compiler is needed to build the TensorFlow addon',
    expected: `${candidates.join(' or ')} in PATH`,
    found: 'none that starts',
    remedy: 'install one, for example `apt install g++` or `xcode-select --install`',
  });
}

/** Both, or one error with the problems of both. */
export async function findToolchain(): Promise<{ readonly python: Python; readonly compiler: Compiler }> {
  const [python, compiler] = await Promise.allSettled([findPython(), findCompiler()]);
  if (python.status === 'fulfilled' && compiler.status === 'fulfilled') {
    return { python: python.value, compiler: compiler.value };
  }
  throw new ThawError([...problemsOf(python), ...problemsOf(compiler)]);
}

function problemsOf(result: PromiseSettledResult<unknown>): readonly Problem[] {
  if (result.status === 'fulfilled') return [];
  if (result.reason instanceof ThawError) return result.reason.problems;
  throw result.reason;
}

async function ifPresent(command: string, args: readonly string[]): Promise<SubprocessResult | undefined> {
  try {
    return await runSubprocess(command, args);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES') return undefined;
    throw error;
  }
}

const isAtLeast = (version: string, oldest: string): boolean =>
  version !== '' && version.localeCompare(oldest, 'en', { numeric: true }) >= 0;
