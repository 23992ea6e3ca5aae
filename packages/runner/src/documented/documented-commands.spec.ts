import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandNames, loadCommand, type CommandName } from '../cli/commands.js';
import { runCommandLine } from '../cli/program.js';
import { recordedContext } from '../cli/sample-commands.fixture.js';
import { thaw } from '../commands/thaw.fixture.js';
import { documentedCommands, root, type DocumentedCommand } from './documented-commands.fixture.js';

/** Why a command of Thaw is only read here, with its options and their values, and not run. */
const onlyRead: Readonly<Partial<Record<CommandName, string>>> = {
  completion: 'prints a script; completion/scripts.integration.spec.ts',
  init: 'writes a file; commands/init.spec.ts',
  sweep: 'trains; commands/sweep.integration.spec.ts',
  show: 'has no store; commands/show.spec.ts',
  runs: 'needs runs; commands/sweep.integration.spec.ts',
  status: 'needs a store; api/cancel-sweep.integration.spec.ts',
  logs: 'needs runs; api/cancel-sweep.integration.spec.ts',
  cancel: 'ends a sweep; api/cancel-sweep.integration.spec.ts',
  explain: 'needs runs; commands/sweep.integration.spec.ts',
  verify: 'needs runs; commands/changed-images.integration.spec.ts',
  store: 'needs a store; commands/store.integration.spec.ts',
  report: 'needs runs; browser/report.integration.spec.ts',
  compare: 'needs runs; commands/precision.integration.spec.ts',
  sync: 'needs a server; commands/sync.integration.spec.ts',
  ui: 'installs MLflow and goes on until Ctrl-C; browser/mlflow-ui.integration.spec.ts',
  export: 'needs a finished run; commands/export.integration.spec.ts',
  predict: 'needs a finished run; commands/predict.integration.spec.ts',
  rank: 'computes; commands/rank.integration.spec.ts',
  features: 'computes; commands/features.integration.spec.ts',
  doctor: 'looks at the whole machine',
  provision: 'installs TensorFlow',
  split: 'writes a file of the spec at hand; commands/split.spec.ts',
};

const commands = documentedCommands();
const byKind = (begins: (words: readonly string[]) => boolean) =>
  commands.filter(({ words }) => begins(words)).map((command) => [sentence(command), command] as const);
const sentence = ({ place, words }: DocumentedCommand) => `${place}: ${words.join(' ')}`;

/** What the command is called with; an ellipsis or what stands in brackets says only that there may be more. */
const argumentsAfter = (words: readonly string[], last: string): string[] =>
  words
    .slice(words.indexOf(last) + 1)
    .filter((word, index, all) => !/^(…|\.\.\.|\[.*|.*\])$/.test(word) || all[index - 1]?.startsWith('--'));
const thawArguments = ({ words }: DocumentedCommand): string[] => argumentsAfter(words, 'thaw');

/** Reads a command line with the real options of its command, whose work is left out. */
async function read(line: readonly string[]) {
  const [name = ''] = line;
  const context = recordedContext();
  const command = await loadCommand(name as CommandName);
  const code = await runCommandLine(line, [{ ...command, run: () => Promise.resolve(0) }], '0.0.0', context);
  return { code, stderr: context.printed().stderr };
}

const isThaw = (words: readonly string[]) =>
  words[0] === 'thaw' || (words[0] === 'npx' && words[1] === 'thaw');
/** `thaw COMMAND --help`, and sentences that say less than a whole line. */
const isWhole = ({ words }: DocumentedCommand) =>
  (commandNames as readonly string[]).includes(words[words.indexOf('thaw') + 1] ?? '');

const generators = Object.keys(
  (JSON.parse(readFileSync(join(root, 'packages/runner/generators.json'), 'utf8')) as { generators: object })
    .generators,
).map((name) => `@thaw/runner:${name}`);

const projects = ['core', 'backbones', 'engine', 'execution', 'tracker', 'runner', 'locks'];
const targetsOf = (project: string): readonly string[] => {
  const file = join(root, project === 'experiments' ? '' : 'packages', project, 'project.json');
  const { targets = {} } = JSON.parse(readFileSync(file, 'utf8')) as { targets?: Record<string, unknown> };
  return Object.keys(targets);
};

describe('a command that the pages tell people to type', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-documented-'))));
  afterAll(() => rm(folder, { recursive: true }));

  it('is found on the pages, in blocks and in the text', () => {
    expect(commands.length).toBeGreaterThan(40);
    const found = commands.map(({ words }) => words.join(' '));
    expect(found).toContain('npx nx run runner:sweep --spec experiments/xception.yaml');
    expect(found).toContain('npx thaw plan --spec experiments/quickstart.yaml');
    expect(found).toContain('node bench/sharing.mjs');
  });

  it('is told of in the README, and a target of Nx, whichever of Thaw it is', () => {
    const table = readFileSync(join(root, 'README.md'), 'utf8').split('## Commands')[1]!.split('\n## ')[0]!;
    const told = [...table.matchAll(/^\| `(\w+)/gm)].map(([, name]) => name);
    expect(told.toSorted()).toEqual(commandNames.toSorted());
    expect(targetsOf('runner')).toEqual(expect.arrayContaining(commandNames));
  });

  it('names a command of Thaw', () => {
    const unknown = commands
      .filter(({ words }) => isThaw(words))
      .filter((command) => !isWhole(command) && !/^([A-Z]+|--\w+)$/.test(thawArguments(command)[0] ?? ''));
    expect(unknown.map(sentence)).toEqual([]);
  });

  // That it names all that a command needs is another matter: the text may leave out what it is not about.
  it.each(byKind(isThaw).filter(([, command]) => isWhole(command)))(
    '%s has these options',
    async (_, command) => {
      expect((await read(thawArguments(command))).stderr).not.toMatch(/THAW-CLI-(?!MISSING)/);
    },
  );

  it.each(byKind((words) => words[0] === 'npx' && words[1] === 'nx'))(
    '%s is a target',
    async (_, { words }) => {
      const [, , verb = '', target = ''] = words;
      if (verb === 'g') return expect(generators).toContain(target);
      if (verb === 'add') return expect(target).toBe('@thaw/runner');
      if (verb === 'migrate') return expect(target).toBe('@thaw/runner@latest');
      if (verb !== 'run') return expect(targetsOf(target)).toContain(verb);
      const [project = '', name = ''] = target.split(':');
      const isSpec = project === 'experiments';
      if (isSpec && /^([A-Z]+|…)$/.test(name)) return;
      if (isSpec) return expect(existsSync(join(root, 'experiments', `${name}.yaml`))).toBe(true);
      expect(projects).toContain(project);
      expect(targetsOf(project)).toContain(name);
      if (project !== 'runner' || !(commandNames as readonly string[]).includes(name)) return;
      const { stderr } = await read([name, ...argumentsAfter(words, target)]);
      expect(stderr).not.toMatch(/THAW-CLI-(?!MISSING)/);
    },
  );

  it.each(byKind(([first]) => first === 'npm'))("%s is a script, or npm's own", (_, { words }) => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const [, verb = '', script = ''] = words;
    if (verb === 'run') expect(Object.keys(scripts)).toContain(script);
    else expect(['ci', 'i', 'install', 'init', 'test', 'pack', 'ls']).toContain(verb);
  });

  it.each(byKind(([first = '']) => first === 'node' || first.startsWith('.ci')))(
    '%s is a file',
    (_, { words }) => {
      const file = words[0] === 'node' ? words[1]! : words[0]!;
      expect(existsSync(join(root, file))).toBe(true);
    },
  );

  const cheap = byKind(isThaw).filter(([, command]) => {
    const [name, ...rest] = thawArguments(command);
    return (
      isWhole(command) && !onlyRead[name as CommandName] && rest.some((word) => existsSync(join(root, word)))
    );
  });
  it.each(cheap)('%s runs', async (_, command) => {
    const line = [...thawArguments(command), '--store', join(folder, 'store')];
    const { code, stderr } = await thaw(line, { cwd: root, env: { THAW_CACHE: join(folder, 'cache') } });
    expect(stderr).not.toContain('THAW-');
    expect(code).toBe(0);
  });
});
