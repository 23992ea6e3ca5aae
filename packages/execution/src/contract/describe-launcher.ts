import type { Launcher, StageStore, TestRunner } from '@thaw/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launcherRules } from './launcher-rules.js';

/** A launcher that was just made, and what a test does to it that no port can. */
export interface LauncherUnderTest {
  readonly launcher: Launcher;
  /** Where what its tasks are made from lies, and what they make. */
  readonly store: StageStore;
  /** Ends the process that computes, as a kernel does without memory. Absent where it is the test's own. */
  readonly kill?: () => void;
  /** Another launcher, that has nothing to compute with: a network of its tasks is missing. */
  readonly unable: Launcher;
  close(): Promise<void>;
}

/**
 * The contract of a `Launcher` as a test suite. Its tasks take seconds on any backend; they read images from a folder of
 * this machine. `open` is called for each rule: with an empty store, and a launcher that was not used.
 *
 *     import { describeLauncher } from '@thaw/execution/contract';
 *     import { describe, it } from 'vitest'; // or from 'node:test'
 *
 *     describeLauncher('QueueLauncher of Slurm', onTestCluster, { describe, it });
 */
export function describeLauncher(
  name: string,
  open: () => Promise<LauncherUnderTest>,
  { describe, it }: TestRunner,
): void {
  describe(`${name} keeps the contract of a launcher`, () => {
    for (const [says, check] of Object.entries(launcherRules)) {
      it(says, async () => {
        const folder = await mkdtemp(join(tmpdir(), 'thaw-launcher-'));
        const underTest = await open();
        try {
          await check(underTest, folder);
        } finally {
          await underTest.unable.close();
          await underTest.close();
          await rm(folder, { recursive: true });
        }
      });
    }
  });
}
