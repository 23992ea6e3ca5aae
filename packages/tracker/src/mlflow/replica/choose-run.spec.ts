import { describe, expect, it } from 'vitest';
import type { Run } from '../rest-types.js';
import { chooseRun } from './choose-run.js';

const onServer = (text: string): Run[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((one) => {
      const [id, revision, state] = one.split(':') as [string, string, string];
      const info = { run_id: id, lifecycle_stage: state === 'x' ? 'deleted' : 'active' } as Run['info'];
      return { info, data: { tags: [{ key: 'thaw.revision', value: revision }] } };
    });

describe('the run on the server that stands for revision 5', () => {
  it.each([
    ['is made where there is none', '', {}],
    ['is the one there is', 'a:5', { use: 'a' }],
    [
      'is the same for everyone where there are two, and the other goes',
      'b:5 a:5',
      { use: 'a', obsolete: ['b'] },
    ],
    ['takes the place of an older one', 'a:3', { obsolete: ['a'] }],
    ['is kept when an older one is left beside it', 'a:3 b:5', { use: 'b', obsolete: ['a'] }],
    ['is not made again after a person deleted it', 'a:5:x', { leave: 'deleted' }],
    ['is made although an older one was deleted', 'a:3:x', {}],
    ['is not made where a newer one is', 'a:7', { leave: 'newer' }],
  ])(
    '%s',
    (_, runs, { use, leave, obsolete = [] }: { use?: string; leave?: string; obsolete?: string[] }) => {
      const choice = chooseRun(onServer(runs), 5);
      expect(choice.use?.info.run_id).toBe(use);
      expect(choice.leave).toBe(leave);
      expect(choice.obsolete.map(({ info }) => info.run_id)).toEqual(obsolete);
    },
  );
});
