import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { commandNames, loadCommand } from '../cli/commands.js';
import { executorSchema } from '../cli/executor-schema.js';
import * as executors from './executors.js';

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

// Write them anew after a change of a command's options: npx nx run runner:emit
describe('the files that Nx reads before anything is built', () => {
  it('list an executor for each command', async () => {
    const entries = (await Promise.all(commandNames.map(loadCommand))).map(({ name, summary }) => [
      name,
      {
        implementation: `./dist/executors/executors.js#${name}`,
        schema: `./executors/${name}.schema.json`,
        description: `${summary}.`,
        ...(['validate', 'plan'].includes(name) && { hasher: './nx/hash-task.js#hashTask' }),
      },
    ]);
    await expect(json({ executors: Object.fromEntries(entries) })).toMatchFileSnapshot(
      '../../executors.json',
    );
    expect(Object.keys(executors).toSorted()).toEqual(commandNames.toSorted());
  });

  it('give each command a target of this project, so that `npx nx run runner:NAME` is `npx thaw NAME`', async () => {
    const file = fileURLToPath(new URL('../../project.json', import.meta.url));
    const project = JSON.parse(readFileSync(file, 'utf8')) as {
      targets: Record<string, { executor?: string }>;
    };
    const others = Object.entries(project.targets).filter(
      ([, { executor }]) => !executor?.startsWith('@thaw/runner:'),
    );
    const doors = commandNames.map((name) => [
      name,
      { executor: `@thaw/runner:${name}`, dependsOn: ['build'], cache: false },
    ]);
    const targets = Object.fromEntries([...others, ...doors]) as object;
    await expect(
      await format(json({ ...project, targets }), { parser: 'json', printWidth: 110 }),
    ).toMatchFileSnapshot(file);
  });

  it('hold the tables of all commands, for shells to complete from', async () => {
    const commands = await Promise.all(commandNames.map(loadCommand));
    const tables = commands.map(({ name, summary, options }) => [name, { summary, options }]);
    await expect(
      await format(json(Object.fromEntries(tables)), { parser: 'json', printWidth: 110 }),
    ).toMatchFileSnapshot('../../completion.json');
  });

  it.each(commandNames)('describe the options of %s', async (name) => {
    const schema = executorSchema(await loadCommand(name));
    await expect(json(schema)).toMatchFileSnapshot(`../../executors/${name}.schema.json`);
  });
});
