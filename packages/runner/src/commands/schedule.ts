import { defineCommand, type CommandContext } from '../cli/command.js';
import type { NightsResult } from '../api/nights.js';
import { keepLooking } from '../nights/keep-looking.js';
import { RepeatedNotices } from '../nights/repeated-notices.js';
import { inFull } from '../nights/sweep-night.js';
import { nightLine, nightlyPass, nightOptions } from './nightly-pass.js';

/** No longer asleep than that: a clock may be set, a machine suspended, a spec changed. */
const longestMs = 60_000;

export const schedule = defineCommand({
  name: 'schedule',
  summary: 'Stay and run nights as they fall due, until it is ended, for containers',
  options: nightOptions,
  examples: [
    'thaw schedule',
    "thaw schedule --specs 'experiments/*.yaml' --notify 'mail -s nights me@example.org'",
  ],
  async run(options, context) {
    const told = new Told(context);
    const notices = new RepeatedNotices();
    const look = async () => {
      notices.next();
      const result = await nightlyPass({ ...options, isNews: (notice) => notices.isNew(notice) }, context);
      if (!result.interrupted) told.tell(linesOf(result));
      return untilNext(result);
    };
    const { signal } = context;
    await keepLooking(look, { signal, longestMs, onTrouble: (trouble) => told.tell([inFull(trouble)]) });
    // To be ended is how it ends.
    return 0;
  },
});

/** Says what came of nights, and when the next are, once each. */
class Told {
  #lines: readonly string[] | undefined;

  constructor(private readonly context: CommandContext) {}

  tell(lines: readonly string[]): void {
    for (const line of lines.filter((each) => !this.#lines?.includes(each)))
      this.context.stderr.write(`${line}\n`);
    this.#lines = lines;
  }
}

const linesOf = ({ specs }: NightsResult): readonly string[] =>
  specs.length > 0 ? specs.map(nightLine) : ['no spec of the workspace has a schedule yet'];

function untilNext({ specs }: NightsResult): number {
  const now = Date.now();
  const nexts = specs.flatMap(({ outcome, dueAt }) =>
    outcome === 'not-due' && dueAt !== undefined ? Date.parse(dueAt) - now : [],
  );
  return Math.min(...nexts.filter((ms) => ms > 0));
}
