import type { StageRef, StageStore, TestRunner } from '@thaw/core';
import { blobRules } from './blob-rules.js';
import { claimRules } from './claim-rules.js';

/** A store that was just made, and what a test does to it that no port can. */
export interface StoreUnderTest {
  /** Each call gives the store as one more process has it. */
  connect(): StageStore;
  /** Names of the damaged blobs that were reported to any of them. */
  readonly damages: readonly string[];
  /** Changes what is stored of a blob, so that its checksum is wrong. */
  damage(stage: StageRef, name: string): Promise<void>;
  /** Leaves a claim on the stage and a lease on its key behind, as a process does that has died. */
  abandon(stage: StageRef): Promise<void>;
  /** Makes the claim on the stage as old as one of whose holder nothing was heard for a minute, and who cannot be seen. */
  expire(stage: StageRef): Promise<void>;
  /** Has all who hold something renew it, as they do by themselves from time to time. */
  renew(): void;
  close(): Promise<void>;
}

/** One sentence of the contract, and what throws where a store breaks it. */
export interface StoreRule {
  readonly says: string;
  readonly check: (store: StageStore, underTest: StoreUnderTest) => Promise<void>;
}

/**
 * The contract of a `StageStore` as a test suite, for Thaw's own and for those of others:
 *
 *     import { describeStageStore } from '@thaw/execution/contract';
 *     import { describe, it } from 'vitest'; // or from 'node:test'
 *
 *     describeStageStore('S3StageStore', openEmptyBucket, { describe, it });
 */
export function describeStageStore(
  name: string,
  open: () => Promise<StoreUnderTest>,
  { describe, it }: TestRunner,
): void {
  describe(`${name} keeps the contract of a stage store`, () => {
    for (const { says, check } of [...blobRules, ...claimRules]) {
      it(says, async () => {
        const underTest = await open();
        try {
          await check(underTest.connect(), underTest);
        } finally {
          await underTest.close();
        }
      });
    }
  });
}
