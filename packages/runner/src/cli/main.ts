import { createRequire } from 'node:module';

const [first, ...rest] = process.argv.slice(2);

// A shell waits for the answer at each press of a key: nothing is loaded for it that it does not need.
if (first === '__complete') {
  const { answerTo } = await import('../completion/answer.js');
  process.stdout.write(await answerTo(rest, process.cwd()));
  process.exit(0);
}

const [{ loadCommandsFor }, { helpAsOption }, { runCommandLine }, { inShell }] = await Promise.all([
  import('./commands.js'),
  import('./help-as-option.js'),
  import('./program.js'),
  import('./shell.js'),
]);
const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
const commandLine = helpAsOption(process.argv.slice(2));

process.exit(
  await inShell(async (context) =>
    runCommandLine(commandLine, await loadCommandsFor(commandLine), version, context),
  ),
);
