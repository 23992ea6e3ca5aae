import { describe, it } from 'vitest';
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
      expire: async (stage) => memory.expire(stage),
      renew: () => {},
      close: async () => {},
    };
  },
  { describe, it },
);
