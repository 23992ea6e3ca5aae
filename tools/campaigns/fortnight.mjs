/**
 * A fortnight of nights with a set clock, by real sweeps of `thaw nightly` on real images: two nights are killed in the
 * middle, one is missed, daylight saving has one twice, and images are added on three. Prints what each night came to,
 * its digest and the seconds it took; some two minutes:
 *
 *     node tools/campaigns/fortnight.mjs > tools/campaigns/fortnight.md
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const thaw = join(root, 'packages/runner/bin/thaw.js');
const images = join(root, 'node_modules/emoji-datasource-google/img/google/64');
const [header, ...labels] = (await readFile(join(root, 'experiments/emoji-240.csv'), 'utf8'))
  .trim()
  .split('\n');

/** On 25 October the clocks of Berlin show half past two twice. */
const spec = `name: emoji
data: { root: ${images}, manifest: labels.csv, split: { validation: 0.25 } }
backbone: { name: efficientnet-lite0, imageSize: 64 }
head: { dropout: 0.2 }
phases:
  - { name: extract, epochs: 5 }
  - { name: tune, trainable: { last: 1 }, epochs: 3, optimizer: { learningRate: 1e-4 } }
sweep: { parameters: { head.dropout: [0.2, 0.5] } }
schedule: { cron: "30 2 * * *", timeZone: Europe/Berlin, catchUp: one, within: 20h }
`;

const folder = await mkdtemp(join(tmpdir(), 'thaw-fortnight-'));
const heard = join(folder, 'digest.md');
await writeFile(join(folder, 'emoji.yaml'), spec);

/** Every sixth image is added later. */
const later = labels.filter((_, row) => row % 6 === 0);
const first = labels.filter((_, row) => row % 6 !== 0);
const writeLabels = (added) =>
  writeFile(join(folder, 'labels.csv'), [header, ...first, ...later.slice(0, added), ''].join('\n'));

/** Calls `thaw nightly` at a time of October 2026, in UTC; kills it in its first training if it is to be killed. */
async function call(time, isKilled = false) {
  await writeFile(heard, '');
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...[thaw, 'nightly', '--now', `2026-10-${time}:00Z`, '--json', '--notify', `cat > '${heard}'`],
      ...['--store', join(folder, 'store'), '--cpu'],
    ],
    { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = text(child.stdout);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
    if (isKilled && /extract +[2-5]\/5|epoch 2/.test(said)) process.kill(-child.pid, 'SIGKILL');
  });
  const [code, signal] = await once(child, 'close');
  const seconds = (performance.now() - began) / 1000;
  if (signal === 'SIGKILL') return { outcome: 'killed', seconds, digest: '' };
  if (isKilled || code !== 0) throw new Error(`thaw nightly ended with ${code}: ${said}`);
  const { specs } = JSON.parse(await output);
  return { ...specs[0], seconds, digest: (await readFile(heard, 'utf8')).trim() };
}

const days = [
  { at: '17T12:00', what: 'the spec is seen for the first time' },
  { at: '18T00:30', what: '' },
  { at: '19T00:30', what: '' },
  { at: '20T00:30', what: '' },
  { at: '21T00:30', what: '10 images added, killed', added: 10, isKilled: true },
  { at: '21T00:45', what: 'the next call' },
  { at: '22T00:30', what: '' },
  { at: '23T10:00', what: 'missed; the machine is on again at noon' },
  { at: '24T00:30', what: '' },
  { at: '25T00:30', what: 'half past two, summer time; 20 images added', added: 30 },
  { at: '25T01:30', what: 'half past two once more, winter time' },
  { at: '26T01:30', what: '' },
  { at: '27T01:30', what: '' },
  { at: '28T01:30', what: '10 images added, killed', added: 40, isKilled: true },
  { at: '28T01:45', what: 'the next call' },
  { at: '29T01:30', what: '' },
  { at: '30T01:30', what: '' },
  { at: '31T01:30', what: '' },
];

try {
  const results = [];
  await writeLabels(0);
  for (const { at, what, added, isKilled } of days) {
    if (added !== undefined) await writeLabels(added);
    results.push({ at, what, ...(await call(at, isKilled)) });
    process.stderr.write(`${at} ${results.at(-1).outcome}\n`);
  }
  console.log(page(results));
} finally {
  await rm(folder, { recursive: true, force: true });
}

function page(results) {
  const rows = results.map(
    ({ at, what, outcome, computed = '', reused = '', seconds }) =>
      `| ${at.replace('T', ' ')} | ${what} | ${outcome} | ${computed} | ${reused} | ${seconds.toFixed(1)} |`,
  );
  const digests = results
    .filter(({ digest }) => digest !== '')
    .map(({ at, digest }) => `**${at.replace('T', ' ')}**\n\n${quoted(digest)}`);
  return [
    '# A fortnight of nights\n',
    `\`node tools/campaigns/fortnight.mjs\`, of commit ${commit()}, on two cores with other work on them. Times are of October 2026 in UTC;`,
    'the schedule is `30 2 * * *` in Berlin, where the clocks are set back on the 25th. Seconds are those of the whole command.\n',
    '| call | what happened before | outcome | computed | reused | s |',
    '| ---- | -------------------- | ------- | -------- | ------ | - |',
    ...rows,
    '\n## The digest of each\n',
    digests.join('\n\n'),
  ].join('\n');
}

/** With `+` where files differ from it. */
function commit() {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const isChanged = git('status', '--porcelain', '--untracked-files=no') !== '';
  return git('rev-parse', '--short', 'HEAD') + (isChanged ? '+' : '');
}

function quoted(digest) {
  return digest
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}
