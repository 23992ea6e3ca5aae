import { nightsIn, standingOf, type Night } from '@thaw/core';
import { defineCommand, type CommandContext, type ExitCode } from '../cli/command.js';
import { jsonOptions, storeOptions } from '../cli/common-options.js';
import { inCallersWords } from '../cli/callers-words.js';
import { HistoryFile } from '../nights/history-file.js';
import { noSpecText } from '../nights/night-words.js';
import { nightsTable, overdueTable } from '../nights/nights-table.js';
import { overdueSpecs } from '../nights/overdue-specs.js';
import { scheduledIn, scheduledSpecs } from '../nights/scheduled-specs.js';
import { standingJson } from '../nights/standing-json.js';
import { widthOf } from '../text/fit-table.js';
import { noteOn, openToRead, surroundingsIn } from './session.js';

const usualLimit = 30;

export const nights = defineCommand({
  name: 'nights',
  summary: 'Print the history of nights, or check that none is overdue',
  options: {
    spec: {
      kind: 'text',
      placeholder: 'SPEC',
      many: true,
      positional: true,
      description: 'Only nights of the spec of this name or file, as the history has it (repeatable)',
    },
    limit: {
      kind: 'integer',
      placeholder: 'N',
      minimum: 1,
      description: `At most so many, the latest first (default: ${usualLimit})`,
    },
    check: {
      kind: 'flag',
      description:
        'Fail if a night is overdue: due, and neither held nor skipped for longer than it may be caught up',
    },
    specs: {
      kind: 'text',
      placeholder: 'GLOB',
      many: true,
      description:
        'With --check: which specs (default: all of the workspace that have a schedule; repeatable)',
    },
    now: { kind: 'time', placeholder: 'ISO', description: 'With --check: take this for the time' },
    ...storeOptions,
    ...jsonOptions,
  },
  examples: [
    'thaw nights',
    'thaw nights flowers --limit 100',
    'thaw nights --check',
    "thaw nights --check --specs 'experiments/*.yaml' --store /data/thaw",
  ],
  async run({ spec, limit = usualLimit, check, specs, now = new Date(), store, json }, context) {
    const { folder } = await openToRead(store, context);
    const history = new HistoryFile(folder, noteOn(context));
    if (check) return checkNights({ specs, nowMs: now.getTime(), history, store: folder, json }, context);
    const all = nightsIn(await history.read());
    const chosen = all
      .filter((night) => isWanted(night, spec))
      .toSorted((a, b) => Date.parse(b.dueAt) - Date.parse(a.dueAt))
      .slice(0, limit)
      .map((night) => standingOf(night, all));
    if (json)
      print(
        JSON.stringify(
          chosen.map((each) => ({ ...each.night, ...standingJson(each) })),
          null,
          1,
        ),
        context,
      );
    else if (chosen.length > 0) print(nightsTable(chosen, widthOf(context.stdout)), context);
    else
      context.stderr.write(
        all.length > 0
          ? `no night is of ${spec.join(' or ')}; the history has nights of ${named(all)}\n`
          : `${inCallersWords('no nights yet; `thaw nightly` runs those that are due', context.env)}\n`,
      );
    return 0;
  },
});

const isWanted = ({ name, spec }: Night, wanted: readonly string[]): boolean =>
  wanted.length === 0 || wanted.includes(name) || wanted.includes(spec);

const named = (nights: readonly Night[]): string => [...new Set(nights.map(({ name }) => name))].join(', ');

interface Check {
  readonly specs: readonly string[];
  readonly nowMs: number;
  readonly history: HistoryFile;
  readonly store: string;
  readonly json: boolean;
}

/** So that silence is found, this must be asked by something else than what calls `thaw nightly`. */
async function checkNights(
  { specs, nowMs, history, store, json }: Check,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, stderr } = context;
  const wasScheduled = scheduledIn(await history.read());
  const onNotice = noteOn(context);
  const found = await scheduledSpecs({ ...surroundingsIn(context), specs, wasScheduled, onNotice });
  // Looking through a workspace takes a while, in which others may have held nights.
  const entries = await history.read();
  const overdue = await overdueSpecs(found, { entries, nowMs, store });
  if (json)
    print(JSON.stringify({ now: new Date(nowMs).toISOString(), specs: found.length, overdue }), context);
  else if (overdue.length > 0)
    print(inCallersWords(overdueTable(overdue, widthOf(stdout)), context.env), context);
  else stderr.write(`${found.length > 0 ? 'no night is overdue' : noSpecText(specs)}\n`);
  return overdue.length > 0 ? 1 : 0;
}

const print = (text: string, { stdout }: CommandContext): void => void stdout.write(`${text}\n`);
