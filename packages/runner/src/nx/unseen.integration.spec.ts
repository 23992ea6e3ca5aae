import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unseen } from './unseen.js';
import { specText, Workspace } from './workspace.fixture.js';

const workspace = new Workspace();
const outside = new Workspace();
const env: Record<string, string> = { THAW_CACHE: join(outside.root, 'cache'), KERAS_HOME: outside.root };
const at = (file: string) => join(workspace.root, file);

beforeAll(() => {
  execFileSync('git', ['init', '--quiet'], { cwd: workspace.root });
  workspace.write('.gitignore', 'photos/\n.thaw\n');
  for (const folder of ['photos', 'drawings'])
    for (const file of ['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png'])
      workspace.write(`${folder}/${file}`, file);
  outside.write('own.h5', 'weights');
  outside.write(
    'base.yaml',
    specText.replace('random', '{ file: own.h5 }').replace('flowers', '"${env:NAME:-x}"'),
  );
  workspace.write('spec.yaml', `extends: ${outside.root}/base.yaml\ndata: { root: photos }\n`);
});
afterAll(() => {
  workspace.remove();
  outside.remove();
});

const digest = (command = 'validate', set: readonly string[] = []) =>
  unseen({ command, spec: at('spec.yaml'), set, cwd: workspace.root, workspace: workspace.root, env });

/** Whether what is validated, and what is planned, is another after this. */
async function tells(change: () => void, set: readonly string[] = []): Promise<[boolean, boolean]> {
  const all = () => Promise.all([digest('validate', set), digest('plan', set)]);
  const [validate, plan] = await all();
  change();
  const after = await all();
  return [after[0] !== validate, after[1] !== plan];
}

describe('what Nx does not see of a spec', () => {
  it('is the same as long as nothing changes, also when what is stored is used', async () => {
    const manifest = '.thaw/stages/train/0/stage.json';
    workspace.write(manifest, '{}');
    expect(await tells(() => utimesSync(at(manifest), 1, 1))).toEqual([false, false]);
  });

  it.each<[string, () => void]>([
    ['an image that git ignores', () => writeFileSync(at('photos/a/1.png'), 'another')],
    ['a new image', () => writeFileSync(at('photos/a/3.png'), 'new')],
    ['an image that has gone', () => rmSync(at('photos/a/3.png'))],
    ['weights outside of the workspace', () => outside.write('own.h5', 'other weights')],
    [
      'what it extends outside of the workspace',
      () => outside.write('base.yaml', `${specText}batchSize: 4\n`),
    ],
    ['features that are stored', () => mkdirSync(at('.thaw/stages/features/1'), { recursive: true })],
  ])('is another after a change of %s', async (_, change) => {
    expect(await tells(change)).toEqual([true, true]);
  });

  it('is another with another value of a variable that the spec names', async () => {
    outside.write('base.yaml', specText.replace('flowers', '"${env:NAME:-x}"'));
    expect(await tells(() => (env['NAME'] = 'night'))).toEqual([true, true]);
    expect(await tells(() => (env['OTHER'] = 'night'))).toEqual([false, false]);
  });

  it('is another for a plan after anything is stored', async () => {
    expect(await tells(() => workspace.write('.thaw/stages/train/1/stage.json', '{}'))).toEqual([
      false,
      true,
    ]);
    expect(await tells(() => rmSync(at('.thaw/stages/train/1/stage.json')))).toEqual([false, true]);
  });

  it('is not what Nx sees', async () => {
    const drawn = ['data.root=drawings'];
    expect(await digest('plan', drawn)).not.toBe(await digest('plan'));
    expect(await tells(() => writeFileSync(at('drawings/a/1.png'), 'another'), drawn)).toEqual([
      false,
      false,
    ]);
    rmSync(at('.git'), { recursive: true });
    // Without git nobody says what Nx sees, and too often is better than too seldom.
    expect(await tells(() => writeFileSync(at('drawings/a/1.png'), 'yet another'), drawn)).toEqual([
      true,
      true,
    ]);
  });
});
