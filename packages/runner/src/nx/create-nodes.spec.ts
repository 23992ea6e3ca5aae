import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { specText, Workspace } from './workspace.fixture.js';

let workspace: Workspace;
beforeEach(() => void (workspace = new Workspace()));
afterEach(() => workspace.remove());

/** The names of targets, by project. */
const names = async (...options: Parameters<Workspace['targets']>) =>
  Object.fromEntries(
    Object.entries(await workspace.targets(...options)).map(([root, targets]) => [
      root,
      Object.keys(targets),
    ]),
  );

const all = (spec: string) => [spec, `${spec}:plan`, `${spec}:validate`, `${spec}:report`];
const ofProject = ['sweep', 'plan', 'validate', 'report'];

describe('a spec', () => {
  it('has a target for all that is done with it, and its project one for all of its specs', async () => {
    workspace.write('libs/pets/project.json', '{ "name": "pets" }');
    workspace.write('libs/pets/experiments/a.yaml', specText);
    workspace.write(
      'libs/pets/src/experiments/b.yml',
      `${specText}schedule: { cron: "0 2 * * *", timeZone: UTC }\n`,
    );
    workspace.write('experiments/c.yaml', specText);
    const targets = await workspace.targets();
    expect(Object.keys(targets['libs/pets']!)).toEqual([
      ...all('a'),
      ...ofProject,
      'nightly',
      ...all('b'),
      'b:nightly',
    ]);
    expect(Object.keys(targets['experiments']!)).toEqual([...all('c'), ...ofProject]);
    expect(targets['libs/pets']).toMatchObject({
      a: { executor: '@thaw/runner:sweep', options: { spec: 'libs/pets/experiments/a.yaml' } },
      'a:validate': { executor: '@thaw/runner:validate', cache: true },
      'b:report': {
        options: { sweep: ['flowers'], out: '.thaw/reports/libs/pets/b.html' },
        outputs: ['{options.out}'],
      },
      'b:nightly': { options: { specs: ['libs/pets/src/experiments/b.yml'] } },
      plan: { executor: 'nx:noop', dependsOn: [{ target: 'a:plan' }, { target: 'b:plan' }] },
      nightly: { dependsOn: [{ target: 'b:nightly' }] },
    });
  });

  it('has the machine for itself while it computes, and comes from the cache where nothing but inputs counts', async () => {
    workspace.write('experiments/a.yaml', `${specText}schedule: { cron: "0 2 * * *", timeZone: UTC }\n`);
    const targets = Object.entries((await workspace.targets())['experiments']!);
    const which = (key: 'parallelism' | 'cache', value: boolean) =>
      targets.filter(([name, target]) => name.startsWith('a') && target[key] === value).map(([name]) => name);
    expect(which('parallelism', false)).toEqual(['a', 'a:nightly']);
    expect(which('cache', true)).toEqual(['a:plan', 'a:validate']);
  });

  it('takes nothing from its project that is called as it or one of its targets', async () => {
    workspace.write('libs/pets/project.json', '{ "targets": { "build": {}, "x:plan": {}, "report": {} } }');
    workspace.write(
      'libs/pets/package.json',
      '{ "scripts": { "lint": "eslint" }, "nx": { "targets": { "test": {} } } }',
    );
    workspace.write('libs/birds/package.json', '{ "scripts": ["build"] }');
    for (const name of ['build', 'lint', 'plan', 'test', 'toString', 'x']) {
      workspace.write(`libs/pets/experiments/${name}.yaml`, specText);
      workspace.write(`libs/birds/experiments/${name}.yaml`, specText);
    }
    workspace.write('libs/birds/experiments/x.yml', specText);
    const found = await names();
    const sweeps = (root: string) => found[root]!.filter((name) => !name.includes(':'));
    expect(sweeps('libs/birds')).toEqual(
      ['build', 'sweep', 'validate', 'report', 'lint', 'plan', 'test', 'toString', 'x'].concat(
        'experiments/x.yml',
      ),
    );
    expect(sweeps('libs/pets')).toEqual([
      ...['experiments/build.yaml', 'sweep', 'validate', 'experiments/lint.yaml', 'plan'],
      ...['experiments/test.yaml', 'toString', 'experiments/x.yaml'],
    ]);
  });

  it('may extend all that it says, and what it extends need not be whole', async () => {
    const [name, data, backbone, phases] = specText.split('\n');
    workspace.write('experiments/part.yaml', `${data}\n${backbone}\n`);
    workspace.write('experiments/nameless.yaml', `extends: part.yaml\n${phases}\n`);
    workspace.write('experiments/whole.yaml', `${name}\nextends: nameless.yaml\n`);
    workspace.write('experiments/longer.yaml', 'extends: whole.yaml\nbatchSize: 8\n');
    workspace.write('experiments/unfinished.yaml', `${data}\nphases: [{ name: "head\n`);
    const [longer, ...others] = (await names())['experiments']!.filter((each) => !each.includes(':'));
    expect([longer, ...others.filter((each) => !ofProject.includes(each))]).toEqual([
      'longer',
      'unfinished',
      'whole',
    ]);
  });

  it("is no stranger's YAML, whatever is in it", async () => {
    const strangers = [
      'flags: { dark: true }\n',
      'data: { backbone: yes, phases: 3 }\n',
      'data: {{ .Values.phases }}\n---\nphases: *x\n- [',
      'extends: [./nowhere.yaml, 7]\n',
      'extends: 0.yaml\n',
      'extends: { file: ../docker-compose.yml, service: data }\nbackbone: &a [*a]\n',
      '- backbone\n- data\n- phases\n',
      '',
      '\u0000data phases',
      // Not UTF-8: é of Latin-1.
      Buffer.from('# caf\xe9\ndata: a\nbackbone: b\nphases: c\n', 'latin1'),
    ];
    for (const [index, text] of strangers.entries()) workspace.write(`experiments/${index}.yaml`, text);
    workspace.write('k8s/pod.yaml', specText);
    expect(await workspace.targets()).toEqual({});
  });
});

describe('the options of the plugin', () => {
  it('say which files are specs and what targets are called', async () => {
    workspace.write('libs/pets/project.json', '{ "name": "pets" }');
    workspace.write('libs/pets/specs/a.yaml', specText);
    workspace.write('libs/pets/experiments/b.yaml', specText);
    expect(
      await names({
        ...{ specs: 'libs/*/specs/*.yaml', sweepTargetName: 'train-{spec}' },
        ...{ targetName: '{command}--{spec}', projectTargetName: 'thaw-{command}' },
      }),
    ).toEqual({
      'libs/pets': ['train-a', 'plan--a', 'validate--a', 'report--a'].concat(
        ofProject.map((command) => `thaw-${command}`),
      ),
    });
    expect((await names({ projectTargetName: '' }))['libs/pets']).toEqual(all('b'));
  });

  it.each([
    [{ targetName: '{command}' }, '@thaw/runner/nx: targetName "{command}" lacks {spec}'],
    [{ specs: ['a', 5] }, '@thaw/runner/nx: specs is a glob or a list of them, not ["a",5]'],
    [{ projectTargetName: false }, '@thaw/runner/nx: projectTargetName is a text, not false'],
    [{ targetNames: 'x' }, '@thaw/runner/nx has no option targetNames, but specs, sweepTargetName'],
  ])('are refused as %j', async (options, message) => {
    await expect(workspace.targets(options as object)).rejects.toThrow(message);
  });
});
