import { ThawError, type StageRef } from '@thaw/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeStageStore } from '../../contract/describe-stage-store.js';
import { bucketProblem } from '../../objects/bucket-problem.js';
import { MemoryObjects } from '../../objects/memory-objects.fixture.js';
import { stateName } from './bucket-layout.js';
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

it('takes a list that is too large neither for none nor for its own', async () => {
  const objects = new MemoryObjects();
  const { connect, damages, close } = await bucketUnderTest(objects);
  onTestFinished(close);
  const stage: StageRef = { kind: 'train', key: 'f00d' };
  await connect().write(stage, 'a', Uint8Array.of(1));
  const { bytes } = (await objects.list(stateName(stage)))[0]!;
  const readNow = objects.readNow.bind(objects);
  objects.readNow = (name, mostBytes) =>
    readNow(name, name === stateName(stage) ? Math.min(mostBytes, bytes - 1) : mostBytes);
  const problem = { code: 'THAW-BUCKET-TOO-LARGE', expected: expect.stringContaining('at most 64 MiB') };
  await expect(connect().list(stage)).rejects.toMatchObject({ problems: [problem] });
  await expect(connect().write(stage, 'b', Uint8Array.of(2))).rejects.toMatchObject({ problems: [problem] });
  await expect(connect().tryClaim(stage, 'training')).rejects.toMatchObject({ problems: [problem] });
  expect(damages).toEqual([]);
});
