import { expect, it } from 'vitest';
import { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Feed } from './session.js';
import { Variables } from './variables.js';

const zeros = (length: number) => ({ shape: [length], data: new Float32Array(length) });

it('Arrays that lie in one variable are refused if one is not as long as its shape, though all together are', async () => {
  const variables = new Variables(new GraphDefBuilder(), 'weights');
  variables.addPacked([
    { path: 'a/bias', shape: [2], pack: 'small' },
    { path: 'b/bias', shape: [3], pack: 'small' },
  ]);
  variables.finish();
  const fed: Feed[] = [];
  const runner = {
    async run(feeds: readonly Feed[]) {
      fed.push(...feeds);
      return [];
    },
  };
  const fill = (lengths: Readonly<Record<string, number>>) =>
    Variables.fill(runner, [[variables, (path) => zeros(lengths[path]!)]]);
  await expect(fill({ 'a/bias': 3, 'b/bias': 2 })).rejects.toThrow(
    'weights takes 2 numbers for a/bias [2], and is given 3',
  );
  expect(fed).toEqual([]);
  await fill({ 'a/bias': 2, 'b/bias': 3 });
  expect(fed.map(({ data }) => data.length)).toEqual([5]);
});
