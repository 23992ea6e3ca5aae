import module, { createRequire } from 'node:module';
import { join } from 'node:path';

const [first, ...rest] = process.argv.slice(2);
const require = createRequire(import.meta.url);

// A shell waits for the answer at each press of a key: nothing is loaded for it that it does not need.
if (first === '__complete') {
  const { answerTo } = await import('../completion/answer.js');
  process.stdout.write(await answerTo(rest, process.cwd()));
  process.exit(0);
}

// What is compiled of Thaw and of what it depends on is kept for the next call, where Node.js can do so: from 22.1 on.
const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown };
if (enableCompileCache) {
  const { cacheFolder } = await import('@thaw/execution/environment');
  enableCompileCache(join(cacheFolder(process.env), 'compiled'));
}

// Read at once: to have three hundred files read one by one, each when its turn comes, takes a third as long again.
const { loadCommandsFor } = require('./commands.js') as typeof import('./commands.js');
const { helpAsOption } = require('./help-as-option.js') as typeof import('./help-as-option.js');
const { runCommandLine } = require('./program.js') as typeof import('./program.js');
const { inShell } = require('./shell.js') as typeof import('./shell.js');
const { version } = require('../../package.json') as { version: string };
const commandLine = helpAsOption(process.argv.slice(2));

process.exit(
  await inShell(async (context) =>
    runCommandLine(commandLine, await loadCommandsFor(commandLine), version, context),
  ),
);
