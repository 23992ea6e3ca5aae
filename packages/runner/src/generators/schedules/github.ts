import { minutesOf, whySoOften, type ScheduleKind } from './scheduled-call.js';
import { shellWord } from './shell.js';

/**
 * A workflow of GitHub Actions, on a machine of one's own: the store, with the history of nights, has to be there again at the
 * next call.
 */
export const github: ScheduleKind = {
  folder: '.github/workflows',
  files: ({ everyMinutes, specs }) => ({
    'thaw-nightly.yml': `# ${whySoOften}
# GitHub's cron is in UTC, late, and now and then left out, most of all at the full hour.
name: thaw nightly
on:
  schedule:
    - cron: '${minutesOf(everyMinutes, 7)} * * * *'
  workflow_dispatch:
concurrency:
  group: thaw-nightly
  # Neither a later call nor one by hand ends a night that is under way.
  cancel-in-progress: false
permissions:
  contents: read
jobs:
  nightly:
    runs-on: self-hosted
    timeout-minutes: 1440
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm ci
      # Outside of the checkout, which is made anew each time.
      - run: ${yamlText([`npx thaw nightly --store "$HOME/thaw-store"`, ...specsOf(specs)].join(' '))}
`,
  }),
};

/** In single quotes nothing has a meaning but they themselves. */
const yamlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const specsOf = (specs: readonly string[]): readonly string[] =>
  specs.map((spec) => `--specs ${shellWord(spec)}`);
