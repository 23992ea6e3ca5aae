import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SmallImages } from './small-images.fixture.js';
import { thaw } from './thaw.fixture.js';

let dataset: SmallImages;
beforeAll(async () => (dataset = await SmallImages.create(['narrow', 'wide', 'wider'], 6)));
afterAll(() => dataset.remove());

interface Ranking {
  readonly by: string;
  readonly images: number;
  readonly networks: readonly { name: string; knn: number; logme: number; seconds: number }[];
}

const rank = (args: readonly string[]) => dataset.thaw('rank', 'store', ['--json', ...args]);
const at64 = ['--set', 'backbone.imageSize=64'];
const both = ['--backbones', 'mobilenetv2,efficientnet-lite0', '--set', 'data.split.test=0.2', ...at64];

describe('thaw rank', () => {
  it('compares networks on images that are not for tests, computes nothing twice, and leaves its passes to sweeps', async () => {
    const first = await rank(both);
    expect(first.code, first.stderr).toBe(0);
    const ranking = JSON.parse(first.stdout) as Ranking;
    expect(ranking).toMatchObject({ by: 'knn', images: 14 });
    expect(ranking.networks.map(({ name }) => name).toSorted()).toEqual([
      'efficientnet-lite0',
      'mobilenetv2',
    ]);
    const [best, other] = ranking.networks as Ranking['networks'] & [Ranking['networks'][0]];
    expect(best!.knn).toBeGreaterThanOrEqual(other!.knn);

    const again = await rank([...both, '--by', 'logme']);
    const byLogMe = JSON.parse(again.stdout) as Ranking;
    expect(again.stderr).not.toContain('features of');
    expect(byLogMe.networks[0]!.logme).toBeGreaterThanOrEqual(byLogMe.networks[1]!.logme);
    const sorted = ({ networks }: Ranking) => networks.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(sorted(byLogMe)).toEqual(sorted(ranking));

    const plan = await dataset.thaw('plan', 'store', [
      '--json',
      '--set',
      'backbone.name=efficientnet-lite0',
      ...at64,
    ]);
    const { stages } = JSON.parse(plan.stdout) as { stages: { kind: string; cached: boolean }[] };
    expect(stages.filter(({ kind }) => kind === 'features').map(({ cached }) => cached)).toEqual([true]);
  });

  it('is in the report, with a picture of each score', async () => {
    const out = join(dataset.folder, 'report.html');
    const store = join(dataset.folder, 'store');
    const { code, stderr } = await thaw(['report', '--out', out, '--store', store]);
    expect(code, stderr).toBe(0);
    const page = await readFile(out, 'utf8');
    expect(page).toContain('By the features of 14 training and validation images');
    for (const score of ['knn', 'logme', 'hscore'])
      expect(page).toContain(`aria-label="${score} of each network"`);
  });

  it('says which networks there are not', async () => {
    const { code, stderr } = await dataset.thaw('rank', 'store', ['--backbones', 'mobilenetv3']);
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-SPEC-UNKNOWN-BACKBONE');
    expect(stderr).toContain('mobilenetv2');
  });
});
