import { describe, expect, it } from 'vitest';
import { commands } from '../cli/commands.js';
import { executorSchema } from '../cli/executor-schema.js';
import * as executors from './executors.js';

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

// Write them anew after a change of a command's options: npx nx run runner:emit
describe('the files that Nx reads before anything is built', () => {
  it('list an executor for each command', async () => {
    const entries = commands.map(({ name, summary }) => [
      name,
      {
        implementation: `./dist/executors/executors.js#${name}`,
        schema: `./executors/${name}.schema.json`,
        description: `${summary}.`,
      },
    ]);
    await expect(json({ executors: Object.fromEntries(entries) })).toMatchFileSnapshot(
      '../../executors.json',
    );
    expect(Object.keys(executors)).toEqual(commands.map(({ name }) => name).sort());
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    'describe the options of %s',
    async (name, command) => {
      await expect(json(executorSchema(command))).toMatchFileSnapshot(`../../executors/${name}.schema.json`);
    },
  );
});
