import { ThawError, type StageRef } from '@thaw/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeStageStore } from '../../contract/describe-stage-store.js';
import { bucketProblem } from '../../objects/bucket-problem.js';
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

/** Does what it is asked for stages, and says nothing of it. */
class SilentObjects extends MemoryObjects {
  isSilent = false;

  override async replace(...asked: Parameters<MemoryObjects['replace']>) {
    const made = await super.replace(...asked);
    if (this.isSilent && asked[0].startsWith('stages/'))
      throw new ThawError(bucketProblem({ code: 'ECONNRESET' }, this));
    return made;
  }
}

it('keeps what is listed by now, where the answer of the server was lost', async () => {
  const objects = new SilentObjects();
  const { connect, damages, close } = await bucketUnderTest(objects);
  onTestFinished(close);
  const stage: StageRef = { kind: 'train', key: 'f00d' };
  await connect().write(stage, 'a', Uint8Array.of(1));
  objects.isSilent = true;
  await expect(connect().write(stage, 'b', Uint8Array.of(2))).rejects.toThrow('THAW-BUCKET-UNREACHABLE');
  objects.isSilent = false;
  expect(await connect().list(stage)).toEqual(['a', 'b']);
  expect(await connect().read(stage, 'b')).toEqual(Uint8Array.of(2));
  expect(damages).toEqual([]);
});
