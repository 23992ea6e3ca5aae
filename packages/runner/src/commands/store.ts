import { pruneStore, type Removal } from '@thaw/execution/store';
import { formatBytes } from '../text/bytes.js';
import { defineCommand, type CommandContext } from '../cli/command.js';
import { jsonOptions, storeOptions } from '../cli/common-options.js';
import { fitTable, widthOf } from '../text/fit-table.js';
import { describeUsage } from '../usage/describe-usage.js';
import { storeUsage } from '../usage/store-usage.js';
import { openToRead } from './session.js';

export const store = defineCommand({
  name: 'store',
  summary: 'Show what takes space in the store; with prune, remove what no result needs',
  options: {
    action: {
      kind: 'choice',
      choices: ['show', 'prune'],
      positional: true,
      description: 'What to do (default: show)',
    },
    cacheLimit: {
      kind: 'bytes',
      placeholder: 'SIZE',
      description: 'prune: evict the least recently used features beyond this size, for example 20GB',
    },
    dryRun: { kind: 'flag', description: 'prune: only say what would be removed' },
    ...storeOptions,
    ...jsonOptions,
  },
  examples: ['thaw store', 'thaw store prune --cache-limit 20GB', 'thaw store prune --dry-run'],
  async run(options, context) {
    const onNotice = (line: string) => void context.stderr.write(`${line}\n`);
    const session = await openToRead(options.store, context, { isObserver: true });
    const { local: stages, place } = session;
    if (options.action !== 'prune') {
      const usage = await storeUsage(stages, place, session.journals);
      print(options.json ? usage : describeUsage(usage, Date.now(), widthOf(context.stdout)), context);
      return 0;
    }
    const { cacheLimit: limitBytes, dryRun } = options;
    if (!dryRun) await place.requireWritable();
    const removed = await pruneStore({ store: stages, place, limitBytes, dryRun });
    const bytes = removed.reduce((sum, removal) => sum + removal.bytes, 0);
    print(
      options.json
        ? { dryRun, bytes, removed }
        : describeRemovals(removed, bytes, { dryRun, width: widthOf(context.stdout) }),
      context,
    );
    if (limitBytes === undefined && !options.json)
      onNotice('features were left alone; --cache-limit SIZE evicts the least recently used beyond a size');
    return 0;
  },
});

const print = (result: unknown, { stdout }: CommandContext): void =>
  void stdout.write(`${typeof result === 'string' ? result : JSON.stringify(result, null, 1)}\n`);

function describeRemovals(
  removed: readonly Removal[],
  bytes: number,
  { dryRun, width }: { readonly dryRun: boolean; readonly width: number | undefined },
): string {
  if (removed.length === 0) return 'nothing to remove';
  const rows = removed.map((removal) => [removal.what, formatBytes(removal.bytes), removal.name]);
  return [
    fitTable(['what', 'size', 'name'], rows, { width, dispensable: [2] }),
    '',
    `${formatBytes(bytes)} ${dryRun ? 'would be freed' : 'freed'}; every result is kept`,
  ].join('\n');
}
