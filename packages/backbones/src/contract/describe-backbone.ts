import type { Backbone, TestRunner } from '@thaw/core';
import { strictEqual } from 'node:assert';
import { backboneTiers } from './backbone-rules.js';

/**
 * The contract of a backbone as a test suite, for every network of Thaw and for those of packages:
 *
 *     import { describeBackbone } from '@thaw/backbones/contract';
 *     import { describe, it } from 'vitest'; // or from 'node:test'
 *     import convnext from './convnext.js';
 *
 *     describeBackbone(convnext, { describe, it });
 */
export function describeBackbone(backbone: Backbone, { describe, it }: TestRunner): void {
  describe(`${backbone.title} keeps the contract of a backbone`, () => {
    for (const { says, check } of backboneTiers.flat()) {
      it(says, () => strictEqual(check(backbone).join('\n'), ''));
    }
  });
}
