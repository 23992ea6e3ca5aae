import { DatasetFixture } from '@thaw/execution/fixtures';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { thaw } from './thaw.fixture.js';

let data: DatasetFixture;
beforeAll(async () => {
  data = await DatasetFixture.create();
  await data.images(...['cat', 'dog'].flatMap((name) => [0, 1, 2, 3].map((index) => `${name}/${index}.png`)));
});
afterAll(() => data.remove());

async function plan(dataLine: string, rest: string, command = 'plan') {
  const file = join(data.folder, 'spec.yaml');
  await writeFile(
    file,
    `name: animals\ndata: ${dataLine}\nbackbone: { name: mobilenetv2, weights: random, imageSize: 32 }\n` +
      `phases: [{ name: extract, epochs: 1 }]\n${rest}\n`,
  );
  const store = join(data.folder, 'store');
  return thaw([command, '--spec', file, '--store', store], {
    env: { THAW_CACHE: join(data.folder, 'cache') },
  });
}

it('refuses the weight of a class that the folders do not have before anything is computed', async () => {
  const { code, stderr } = await plan('{ root: images }', 'loss: { classWeights: { cat: 2, dogs: 3 } }');
  expect(code).toBe(1);
  expect(stderr).toMatch(/spec\.yaml:5:33 THAW-SPEC-UNKNOWN-CLASS\n.*there is no class dogs/);
  expect(stderr).toContain('did you mean `dog`?');
  const validated = await plan('images', 'loss: { classWeights: { cat: 2, dogs: 3 } }', 'validate');
  expect(validated).toMatchObject({ code: 1, stderr });
});
