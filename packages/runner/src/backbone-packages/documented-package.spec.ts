import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoji, thaw } from '../commands/thaw.fixture.js';
import { AcmeProject } from './acme-project.fixture.js';

const page = new URL('../../../../docs/add-a-backbone.md', import.meta.url);

/** A package that is written as docs/add-a-backbone.md says, by whoever has only that page. */
describe('the package in docs/add-a-backbone.md', () => {
  let project: AcmeProject;
  let test: string;
  beforeAll(async () => {
    project = await AcmeProject.create();
    const blocks = [...(await readFile(page, 'utf8')).matchAll(/```(js|json)\n(.*?)```/gs)];
    const [module, manifest, suite] = blocks.map(([, , text]) => text!);
    const withHash = module!.replace("sha256: '…'", `sha256: '${'a'.repeat(64)}'`);
    await project.install('@acme/backbone-tiny', withHash, JSON.parse(manifest!) as object);
    test = await project.write('node_modules/@acme/backbone-tiny/tiny.test.mjs', suite!);
  });
  afterAll(() => rm(project.folder, { recursive: true }));

  it('is accepted in a spec', async () => {
    const text = [
      'name: documented',
      `data: { root: ${emoji.root}, manifest: ${emoji.manifest} }`,
      'backbone: { name: "@acme/backbone-tiny" }',
      'phases: [{ name: extract, trainable: { from: block1_conv1 }, epochs: 1 }]',
    ];
    await project.write('spec.yaml', text.join('\n'));
    const result = await thaw(['validate', '--spec', 'spec.yaml'], { cwd: project.folder });
    expect(result).toMatchObject({ code: 0, stdout: 'documented is valid: 1 run\n' });
  });

  it('passes its own test, which is the contract, under node:test', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', test], {
      cwd: join(project.folder, 'node_modules/@acme/backbone-tiny'),
    });
    expect(stdout).toContain('# pass 10\n');
    expect(stdout).toContain('# fail 0\n');
    expect(stdout).toContain('builds a sound graph at its least image size and at those of its weights');
  });
});
