import { describe, expect, it } from 'vitest';
import { describeStageStore } from '../contract/describe-stage-store.js';
import { MemoryStageStore, SharedMemory } from './memory-stage-store.fixture.js';

describeStageStore(
  'MemoryStageStore',
  async () => {
    const memory = new SharedMemory();
    const damages: string[] = [];
    return {
      damages,
      connect: () => new MemoryStageStore(memory, { onDamage: (name) => damages.push(name) }),
      damage: async (stage, name) => memory.damage(stage, name),
      async abandon(stage) {
        const gone = new MemoryStageStore(memory);
        await gone.claim(stage, { purpose: 'training' });
        await gone.lease([stage.key]);
        gone.end();
      },
      close: async () => {},
    };
  },
  { describe, it },
);

it('tells who has lost a claim to another', async () => {
  const memory = new SharedMemory();
  const paused = new MemoryStageStore(memory);
  const { lost, release } = await paused.claim({ kind: 'train', key: 'a' }, { purpose: 'training' });
  paused.end();
  expect(lost.aborted).toBe(false);
  const other = new MemoryStageStore(memory);
  await other.claim({ kind: 'train', key: 'a' }, { purpose: 'training again' });
  expect(lost.aborted).toBe(true);
  await release();
  expect(await paused.tryClaim({ kind: 'train', key: 'a' }, 'eviction')).toMatchObject({
    holder: { purpose: 'training again' },
  });
});
