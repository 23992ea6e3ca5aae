import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { SmallImages } from '../commands/small-images.fixture.js';
import { experiment } from './experiment.js';

describe('the generator of experiments', () => {
  let images: SmallImages;
  beforeAll(async () => (images = await SmallImages.create(['a', 'b'], 4)));
  afterAll(() => images.remove());
  const said = vi.spyOn(process.stdout, 'write');
  beforeEach(() => void said.mockReset().mockReturnValue(true));
  afterAll(() => said.mockRestore());
  /** With a folder of its own, as there is room to be looked for. */
  const workspace = () => Object.assign(createTreeWithEmptyWorkspace(), { root: images.folder });
  const options = () =>
    ({
      images: images.root,
      name: 'stripes',
      weights: 'random',
      backbone: 'mobilenetv2',
      noMeasure: true,
    }) as const;

  it('adds a spec to the folder of which Nx makes targets, and replaces none unasked', async () => {
    const tree = workspace();
    await experiment(tree, options());
    const text = tree.read('experiments/stripes.yaml', 'utf8')!;
    expect(parse(text)).toMatchObject({
      name: 'stripes',
      backbone: { name: 'mobilenetv2', weights: 'random' },
    });
    expect(text).toContain('npx thaw sweep --spec');
    expect(said).toHaveBeenCalledWith(expect.stringContaining('8 images of 2 classes'));
    await expect(experiment(tree, options())).rejects.toThrow('is there already');
    await experiment(tree, { ...options(), force: true });
  });

  it('adds nothing outside of the workspace', async () => {
    const tree = workspace();
    const out = join(images.folder, '../elsewhere.yaml');
    await expect(experiment(tree, { ...options(), out })).rejects.toThrow('outside of the workspace');
    expect(tree.listChanges().map(({ path }) => path)).not.toContain('elsewhere.yaml');
  });

  it('says what is wrong with what it is given', async () => {
    const tree = workspace();
    await expect(experiment(tree, { ...options(), within: 'soon' })).rejects.toThrow('such as 30m');
    await expect(experiment(tree, { ...options(), images: 'nowhere' })).rejects.toThrow(
      'nothing at that path',
    );
  });
});
