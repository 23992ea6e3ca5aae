import { createRequire } from 'node:module';
import { commands } from './commands.js';
import { runCommandLine } from './program.js';
import { inShell } from './shell.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

process.exit(await inShell((context) => runCommandLine(process.argv.slice(2), commands, version, context)));
