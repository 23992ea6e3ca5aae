import { describe, it } from 'vitest';
import { describeStageStore } from '../../contract/describe-stage-store.js';
import { MemoryObjects } from '../../objects/memory-objects.fixture.js';
import { bucketUnderTest } from './bucket-under-test.fixture.js';

describeStageStore(
  'BucketStageStore on objects in memory',
  async () => bucketUnderTest(new MemoryObjects()),
  {
    describe,
    it,
  },
);
