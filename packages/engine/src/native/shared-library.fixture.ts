import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { ThawError, type Problem } from '@thaw/core';
import { provisionTensorflow } from './provision.js';

/** The cache of this user, so that the library is downloaded once a machine and not once a test run. */
export const sharedCache =
  process.env['THAW_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'thaw');

/** Long enough for the first run on a machine. */
export const provisionTimeoutMs = 600_000;

export const sharedLibrary = () => provisionTensorflow({ cacheFolder: sharedCache, device: 'cpu' });

/** An empty folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-engine-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Puts shell scripts in PATH for the rest of a test: alone (`only`), so that nothing else of the machine is found, or
 * before all others. Bodies may use the shell's own commands.
 */
export async function stubPrograms(
  programs: Readonly<Record<string, string>>,
  mode: 'only' | 'first',
): Promise<void> {
  const folder = join(await temporaryFolder(), 'bin');
  await mkdir(folder);
  for (const [name, body] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, name), 0o755);
  }
  vi.stubEnv('PATH', mode === 'only' ? folder : folder + delimiter + process.env['PATH']);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** The problems of the `ThawError` that work is expected to end with. */
export async function problemsOf(work: Promise<unknown>): Promise<readonly Problem[]> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ThawError);
  return (error as ThawError).problems;
}
