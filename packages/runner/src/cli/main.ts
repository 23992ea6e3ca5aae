import { createRequire } from 'node:module';
import { loadCommandsFor } from './commands.js';
import { helpAsOption } from './help-as-option.js';
import { runCommandLine } from './program.js';
import { inShell } from './shell.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
const commandLine = helpAsOption(process.argv.slice(2));

process.exit(
  await inShell(async (context) =>
    runCommandLine(commandLine, await loadCommandsFor(commandLine), version, context),
  ),
);
