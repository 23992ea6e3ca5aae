import type { Engine } from '@thaw/core';
import { afterAll, beforeAll, describe } from 'vitest';
import { extractorContract } from './extractor-contract.fixture.js';
import { gradientContract } from './gradient-contract.fixture.js';
import { imageChangesContract } from './image-changes-contract.fixture.js';
import { optimizerContract } from './optimizer-contract.fixture.js';
import { trainerContract } from './trainer-contract.fixture.js';

/** An engine may have to install what it needs. */
const firstRunMs = 600_000;

/**
 * What every engine must do, whatever it computes with; each implementation's spec calls this. Numbers are held
 * against plain double-precision code beside this file.
 *
 * @param heldTensors how many tensors the engine's library holds right now
 */
export function engineContract(
  name: string,
  makeEngine: () => Promise<Engine>,
  heldTensors: () => number,
): void {
  describe(`the ${name} engine`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await makeEngine();
    }, firstRunMs);
    afterAll(() => engine.dispose());

    describe('extracts', () => extractorContract(() => engine, heldTensors));
    describe('shows images to a network', () => imageChangesContract(() => engine));
    describe('computes gradients', () => gradientContract(() => engine));
    describe('updates weights', () => optimizerContract(() => engine));
    describe('trains', () => trainerContract(() => engine, heldTensors));
  });
}
