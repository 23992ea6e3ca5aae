import { expect, it } from 'vitest';
import { MemoryObjects } from '../../objects/memory-objects.fixture.js';
import { emptyState } from './stage-state.js';
import { StageStates } from './stage-states.js';

const stage = { kind: 'train', key: 'f00d' } as const;
const statesOf = (objects: MemoryObjects) => new StageStates(objects, () => {}, 0);

it('does not ask for ever where a server refuses whatever is written on a condition', async () => {
  const objects = new MemoryObjects();
  objects.replace = () => Promise.resolve(undefined);
  await expect(statesOf(objects).change(stage, () => emptyState)).rejects.toThrow(
    'THAW-BUCKET-NO-CONDITIONS',
  );
});

it('asks for as long as others come first', async () => {
  const objects = new MemoryObjects();
  const replace = objects.replace.bind(objects);
  let before = 40;
  objects.replace = async (name, content, sha256, version) => {
    if (name.startsWith('stages/') && before > 0) {
      const other = Buffer.from(`another ${before--}`);
      await replace(name, other, '', version);
      return undefined;
    }
    return replace(name, content, sha256, version);
  };
  expect(await statesOf(objects).change(stage, () => emptyState)).toBeDefined();
  expect(before).toBe(0);
});
