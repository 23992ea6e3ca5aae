import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduledSpecs } from './scheduled-specs.js';

const nightly = 'schedule: { cron: "0 2 * * *", timeZone: Europe/Berlin }';
const spec = (name: string, more = nightly) => `
name: ${name}
data: images
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
phases: [{ name: extract, epochs: 1 }]
${more}
`;
const files: Readonly<Record<string, string | Buffer>> = {
  'flowers.yaml': spec('flowers'),
  'specs/deep [1]/roses.yml': spec('roses'),
  'specs/wrong.yaml': `${spec('wrong')}colour: red\n`,
  'specs/wrong-zone.yaml': spec('wrong-zone', nightly.replace('Berlin', 'Berln')),
  // Not in UTF-8.
  'specs/latin.yaml': Buffer.from(spec('lätin'), 'latin1'),
  'specs/latin-stray.yaml': Buffer.from('extends: [compose.yaml] # ä\n', 'latin1'),
  'specs/torn.yaml': `${spec('torn')}head: {`,
  'specs/by-hand.yaml': spec('by-hand', ''),
  'bases/nightly.yaml': `${nightly}\nbackbone: { name: mobilenetv2, weights: random, imageSize: 32 }\n`,
  'specs/child.yaml':
    'extends: ../bases/nightly.yaml\nname: child\ndata: images\nphases: [{ name: a, epochs: 1 }]\n',
  'specs/off.yaml': 'extends: ../flowers.yaml\nname: off\nschedule: null\n',
  'bases/never.yaml': 'schedule: { cron: "0 25 * * *", timeZone: UTC }\n',
  'specs/never.yaml': `extends: ../bases/never.yaml${spec('never', '')}`,
  'specs/stray.yaml': 'extends: [compose.yaml]\n',
  'compose.yaml': 'schedule: { at: 7 }\nservices: {}\n',
  'torn-compose.yaml': 'schedule: {\n',
  'list.yaml': '[schedule, phases]\n',
  'node_modules/acme/spec.yaml': spec('acme'),
  '.github/workflows/night.yml': spec('workflow'),
  'dist/flowers.yaml': spec('built'),
  'notes.txt': spec('notes'),
};

let workspace: string;
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'thaw specs-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, name)), { recursive: true });
    await writeFile(join(workspace, name), text);
  }
});
afterAll(() => rm(workspace, { recursive: true }));

async function find(specs: readonly string[] = [], cwd = workspace, scheduled: readonly string[] = []) {
  const notices: string[] = [];
  const found = await scheduledSpecs({
    ...{ workspace, cwd, specs, env: {} },
    wasScheduled: (spec) => scheduled.includes(spec),
    onNotice: (line) => notices.push(line),
  });
  return { found, names: found.map(({ spec }) => spec), notices };
}

it('finds all specs of a workspace that have a schedule, those that are wrong too, and nothing else', async () => {
  const { found, names, notices } = await find();
  const wrong = ['latin', 'never', 'torn', 'wrong-zone', 'wrong'].map((name) => `specs/${name}.yaml`);
  expect(names).toEqual([...['flowers.yaml', 'specs/child.yaml', 'specs/deep [1]/roses.yml', ...wrong]]);
  expect(notices).toEqual([]);
  expect(found.filter(({ problem }) => problem !== undefined).map(({ spec }) => spec)).toEqual(wrong);
  expect(found[0]).toMatchObject({
    ...{ file: join(workspace, 'flowers.yaml'), name: 'flowers' },
    schedule: { cron: '0 2 * * *', timeZone: 'Europe/Berlin' },
  });
});

it('knows when a spec is due that is wrong elsewhere', async () => {
  const { found } = await find(['specs/w*.yaml', 'specs/torn.yaml']);
  expect(found.map(({ name, schedule }) => [name, schedule?.cron])).toEqual([
    ...[
      ['wrong-zone', undefined],
      ['wrong', '0 2 * * *'],
      ['torn', undefined],
    ],
  ]);
});

it('knows the schedule that a spec has from what it extends, which is no night unless it is a whole spec', async () => {
  const { found } = await find(['specs/child.yaml']);
  expect(found).toMatchObject([{ name: 'child', schedule: { timeZone: 'Europe/Berlin' } }]);
  expect(found[0]).not.toHaveProperty('problem');
});

it('takes files and globs from where one stands, each spec once, by one name from everywhere', async () => {
  const here = join(workspace, 'specs');
  expect((await find(['../flowers.yaml', '../*.yaml', '**/*.yml'], here)).names).toEqual([
    ...['flowers.yaml', 'specs/deep [1]/roses.yml'],
  ]);
  expect((await find(['deep [1]/roses.yml', join(workspace, 'flowers.yaml')], here)).names).toEqual([
    ...['specs/deep [1]/roses.yml', 'flowers.yaml'],
  ]);
});

it('says which of those that were named are no nights', async () => {
  expect(await find(['specs/by-hand.yaml', 'specs/off.yaml', 'compose.yaml'])).toMatchObject({
    found: [],
    notices: [
      'specs/by-hand.yaml is no spec with a schedule, and passed over',
      'specs/off.yaml is no spec with a schedule, and passed over',
      'compose.yaml is no spec with a schedule, and passed over',
    ],
  });
});

it('misses a spec whose schedule was in a file that has gone, once it was known', async () => {
  await writeFile(join(workspace, 'orphan.yaml'), 'extends: gone.yaml\nname: orphan\n');
  expect((await find(['orphan.yaml'])).found).toEqual([]);
  const { found } = await find([], workspace, ['orphan.yaml']);
  expect(found.find(({ spec }) => spec === 'orphan.yaml')).toMatchObject({
    problem: { problems: [{ code: 'THAW-SPEC-NO-BASE' }] },
  });
  await rm(join(workspace, 'orphan.yaml'));
});

it('refuses a name that matches nothing', async () => {
  await expect(find(['flowers.yaml', 'speks/*.yaml'])).rejects.toMatchObject({
    problems: [{ code: 'THAW-NIGHT-NO-SPEC', message: 'no YAML file matches speks/*.yaml' }],
  });
  await expect(find(['specs/'])).rejects.toMatchObject({
    problems: [
      { message: 'specs/ is a folder', remedy: "for all that lie in it: --specs 'specs/**/*.yaml'" },
    ],
  });
});
