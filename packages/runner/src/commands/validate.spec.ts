import { DatasetFixture } from '@thaw/execution/fixtures';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thaw } from './thaw.fixture.js';

let dataset: DatasetFixture;
beforeAll(async () => {
  dataset = await DatasetFixture.create();
  await dataset.images('a/0.png', 'a/1.png', 'b/0.png', 'b/1.png');
});
afterAll(() => dataset.remove());

async function validate(data: string, { weights = 'random', args = [] as string[], rest = '' } = {}) {
  const file = join(dataset.folder, 'photos.yaml');
  await writeFile(
    file,
    `name: photos
data:
  ${data}
backbone: { name: mobilenetv2, weights: ${weights}, imageSize: 32 }
phases: [{ name: head, epochs: 1 }]
${rest}`,
  );
  const env = { THAW_CACHE: join(dataset.folder, 'cache') };
  const result = await thaw(['validate', file, '--store', join(dataset.folder, 'store'), '--json', ...args], {
    env,
  });
  const events = result.stdout.trim().split('\n');
  return { ...result, said: events.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('thaw validate', () => {
  it('takes a spec that stands alone, and says how many runs it has', async () => {
    const { code, said } = await validate('root: images');
    expect(said).toEqual([{ name: 'photos', runs: 1, warnings: [] }]);
    expect(code).toBe(0);
  });

  it('refuses data and weights that are not there, all at once, each where the spec names it', async () => {
    const { code, said, stderr } = await validate('root: imagse', { weights: '{ file: gone.keras }' });
    expect(code).toBe(1);
    expect(said).toMatchObject([
      { type: 'error', code: 'THAW-DATA-NO-FOLDER', place: { line: 3, column: 9 } },
      { type: 'error', code: 'THAW-WEIGHTS-NOT-FOUND', place: { line: 4, column: 49 } },
    ]);
    expect(stderr).toContain('photos.yaml:3:9');
    expect(stderr).toContain('  root: imagse');
  });

  it('says at an override what is not where the override says', async () => {
    const { said } = await validate('root: images', { args: ['--set', 'data.root=imagse'] });
    expect(said).toMatchObject([{ code: 'THAW-DATA-NO-FOLDER', place: { file: '--set', line: 1 } }]);
  });

  it('says of a manifest that is not there its line in the spec, and of a row its line in the manifest', async () => {
    expect((await validate('{ root: images, manifest: labels.cvs }')).said).toMatchObject([
      { code: 'THAW-DATA-NO-MANIFEST', place: { line: 3, column: 29 } },
    ]);
    const manifest = await dataset.manifest('path,label\na/0.png,a\na/9.png,a\nb/0.png,b\nb/1.png,b\n');
    expect((await validate('{ root: images, manifest: labels.csv }')).said).toMatchObject([
      { code: 'THAW-DATA-MISSING-FILE', place: { file: manifest, line: 3 } },
    ]);
  });

  it('warns of what is left out of a dataset', async () => {
    await dataset.file('a/notes.txt', 'x');
    const { code, said } = await validate('root: images');
    expect(said).toMatchObject([{ warnings: [{ code: 'THAW-DATA-UNSUPPORTED-FILES' }] }]);
    expect(code).toBe(0);
  });

  describe('of a manifest without validation images', () => {
    beforeAll(async () => {
      const rows = ['a/0.png,a', 'a/1.png,a', 'b/0.png,b', 'b/1.png,b'].map((row) => `${row},train`);
      await dataset.manifest(['path,label,split', ...rows, ''].join('\n'));
    });
    const data = '{ root: images, manifest: labels.csv }';
    const sweep = 'parameters: { head.dropout: [0, 0.5] }';

    it('refuses what no run can have, at the line that asks for it', async () => {
      const rest = `sweep: { objective: { metric: val_loss }, ${sweep} }\n`;
      const { code, said } = await validate(data, { rest });
      expect(code).toBe(1);
      expect(said).toMatchObject([
        {
          code: 'THAW-DATA-EMPTY-SPLIT',
          place: { line: 6, column: 31 },
          remedy: expect.stringContaining('write loss'),
        },
      ]);
      const stop = '[{ name: head, epochs: 2, stop: { metric: val_loss } }]';
      const watched = await validate(data, { args: ['--set', `phases=${stop}`] });
      expect(watched.said).toMatchObject([{ code: 'THAW-DATA-EMPTY-SPLIT', place: { file: '--set' } }]);
    });

    it('ranks by what is measured in training where the spec does not say by what', async () => {
      expect((await validate(data, { rest: `sweep: { ${sweep} }\n` })).said).toMatchObject([{ runs: 2 }]);
    });
  });
});
