import { formatProblems, ThawError, type Problem, type ReplicaReport } from '@thaw/core';
import { checkSync, redactUri, syncJournal } from '@thaw/tracker';
import { inCallersWords } from '../cli/callers-words.js';
import { openSession } from '../api/open-session.js';
import { noteOn, surroundingsIn } from './session.js';
import { defineCommand, type ExitCode } from '../cli/command.js';
import { jsonOptions, storeOptions, trackingOptions } from '../cli/common-options.js';
import { showProgress } from '../progress/show-progress.js';
import { chooseJournals } from '../journals/choose-journals.js';
import { widthOf } from '../text/fit-table.js';
import { describeCheck } from '../report/describe-check.js';
import { homeAt } from '../sweep/replica-home.js';
import { requireServer } from '../sweep/tracking-target.js';

export const sync = defineCommand({
  name: 'sync',
  summary: 'Send what the journals hold to an MLflow server; what it has already is not doubled',
  options: {
    journal: {
      kind: 'text',
      placeholder: 'SWEEP',
      many: true,
      positional: true,
      description:
        'The name or id of a sweep, or the path of a journal (repeatable; default: all in the store)',
    },
    check: {
      kind: 'flag',
      description:
        'Send nothing; compare every run and point, print the differences and fail if there are any',
    },
    ...storeOptions,
    ...trackingOptions,
    ...jsonOptions,
  },
  examples: [
    'thaw sync --tracking-uri http://127.0.0.1:5000',
    'thaw sync flowers --check',
    'thaw sync backup/journals/5f2c1a.ndjson',
  ],
  async run({ journal, check, store, trackingUri, json }, context) {
    const uri = requireServer(trackingUri, context.env);
    const home = homeAt(uri, context.env).until(context.signal);
    const { folder } = await openSession(
      { ...surroundingsIn(context), store },
      { onNotice: noteOn(context) },
    );
    const files = await chooseJournals(folder, journal, context.cwd);
    const progress = showProgress(false, context);
    const notice = (message: string) => progress.show({ type: 'notice', message });
    try {
      return await (check ? checkAll() : sendAll());
    } finally {
      progress.close();
    }

    async function sendAll(): Promise<ExitCode> {
      const { results, problems } = await each(async (journalFile) => {
        const report = await syncJournal({
          journalFile,
          home,
          onProgress: (step) => progress.show({ type: 'progress', ...step }),
        });
        report?.notices.forEach((line) => notice(inCallersWords(line, context.env)));
        if (report) notice(`${report.sweep}: ${report.runs} runs, ${report.points} points sent`);
        return report ?? [];
      });
      if (json) print(JSON.stringify(results.flat().map(forPrograms), null, 1));
      else if (files.length === 0) print(`there are no sweeps in ${folder} yet: nothing was sent`);
      else if (problems.length === 0) print(`${redactUri(uri)} holds what the journals hold`);
      return end(problems);
    }

    async function checkAll(): Promise<ExitCode> {
      const { results, problems } = await each((journalFile) => checkSync({ journalFile, home }));
      const isEqual = results.every(({ differences }) => differences.length === 0);
      print(
        json
          ? JSON.stringify(results, null, 1)
          : results.map((each) => describeCheck(each, widthOf(context.stdout))).join('\n'),
      );
      if (!isEqual)
        context.stderr.write(
          inCallersWords(
            `${redactUri(uri)} is not as the journals say; \`thaw sync\` sends what it lacks\n`,
            context.env,
          ),
        );
      return end(problems) || (isEqual ? 0 : 1);
    }

    /** A journal that is damaged does not keep the others from being sent. */
    async function each<Result>(act: (journalFile: string) => Promise<Result>) {
      const results: Result[] = [];
      const problems: Problem[] = [];
      for (const file of files) {
        try {
          results.push(await act(file));
        } catch (error) {
          context.signal.throwIfAborted();
          if (!(error instanceof ThawError)) throw error;
          problems.push(...error.problems);
          if (error.problems.some(({ code }) => ofServer.has(code))) break;
        }
      }
      return { results, problems };
    }

    function end(problems: readonly Problem[]): ExitCode {
      if (problems.length > 0)
        context.stderr.write(`${inCallersWords(formatProblems(problems), context.env)}\n`);
      return problems.length > 0 ? 1 : 0;
    }

    function print(text: string): void {
      progress.close();
      context.stdout.write(`${text}\n`);
    }
  },
});

const forPrograms = ({ sweep, place, ...report }: ReplicaReport) => ({ sweep, ...place.ids, ...report });

/** What every other journal would meet with too. */
const ofServer: ReadonlySet<string> = new Set([
  'THAW-TRACKING-UNREACHABLE',
  'THAW-TRACKING-TLS',
  'THAW-TRACKING-UNAUTHORISED',
  'THAW-TRACKING-NOT-MLFLOW',
]);
