import { readJournal, journalsIn } from '@thaw/tracker';
import type { TrackerEvent } from '@thaw/core';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SmallImages } from './small-images.fixture.js';
import { thaw } from './thaw.fixture.js';

let images: SmallImages;
beforeAll(async () => {
  images = await SmallImages.create(['a', 'b'], 8);
  await appendFile(images.spec, 'schedule: { cron: "0 2 * * *", timeZone: Europe/Berlin, within: 20h }\n');
});
afterAll(() => images.remove());

const run = (...args: readonly string[]) =>
  thaw([...args, '--store', join(images.folder, 'store')], { cwd: images.folder });
/** `25T01:00` of November 2026 is two in the morning in Berlin. */
const nightly = async (now: string, ...args: readonly string[]) => {
  const heard = join(images.folder, 'heard.md');
  const notify = ['--notify', `cat > '${heard}'`];
  const { code, stdout } = await run('nightly', '--now', `2026-11-${now}:00Z`, '--json', ...notify, ...args);
  const { specs } = JSON.parse(stdout) as { specs: readonly [{ outcome: string; standing?: string }] };
  return { code, ...specs[0], digest: await readFile(heard, 'utf8').catch(() => '') };
};
/** By the digests that the journal has, and the nights. */
async function journaled() {
  const [file] = await journalsIn(join(images.folder, 'store', 'journals'));
  const nights: string[] = [];
  const digests: Record<string, string> = {};
  for await (const event of readJournal(file!)) {
    if (event.type === 'night') nights.push(event.dueAt);
    if (isDigest(event)) digests[event.path] = event.content!;
  }
  return { nights, digests };
}
const isDigest = (event: TrackerEvent): event is TrackerEvent & { type: 'artifact' } =>
  event.type === 'artifact' && event.path.startsWith('nights/');

it('nights are told apart: the first, one without news, one with other images, one that was missed', async () => {
  expect(await nightly('23T12:00')).toMatchObject({ outcome: 'not-due', digest: '' });
  expect((await run('nights', '--check', '--now', '2026-11-24T12:00:00Z')).code).toBe(0);

  const first = await nightly('24T01:00', '--fail-on', 'worse', '--fail-on', 'overdue');
  expect(first).toMatchObject({ code: 0, outcome: 'ran', standing: 'new', computed: 4 });
  expect(first.digest).toMatch(/^## small: new\n[^]*- `val_accuracy` \d\.\d{4} ± \d\.\d{4}\n/);

  const second = await nightly('25T01:00');
  expect(second).toMatchObject({ standing: 'same', computed: 0, reused: 4, changed: [] });
  expect(second.digest).toMatch(
    /^Nothing changed: small \(2026-11-25 01:00 UTC\); nothing computed, 4 stages reused, \d s\.\n$/,
  );

  await images.draw('a/8.png', 0, 99);
  await images.draw('b/8.png', 1, 99);
  const third = await nightly('26T01:00');
  expect(third).toMatchObject({
    ...{ code: 0, changed: [{ input: 'data' }], against: { last: { dueAt: '2026-11-25T01:00:00.000Z' } } },
    best: { standardError: expect.any(Number) as number },
  });
  expect(third.digest).toContain('- changed: data\n');

  const { nights, digests } = await journaled();
  expect(nights).toEqual([24, 25, 26].map((day) => `2026-11-${day}T01:00:00.000Z`));
  expect(Object.keys(digests)).toEqual([24, 25, 26].map((day) => `nights/2026-11-${day}T0100Z.md`));
  expect(digests['nights/2026-11-25T0100Z.md']).toMatch(/^Nothing changed: small/);

  // Nobody calls it for two days.
  const check = await run('nights', '--check', '--now', '2026-11-28T12:00:00Z');
  expect(check).toMatchObject({ code: 1, stdout: expect.stringContaining('2026-11-27 01:00') as string });
  const caughtUp = await nightly('28T12:00', '--fail-on', 'overdue');
  expect(caughtUp).toMatchObject({ code: 1, outcome: 'caught-up', standing: 'same' });
  expect((await run('nights', '--check', '--now', '2026-11-28T12:00:00Z')).code).toBe(0);

  const { stdout } = await run('nights', '--limit', '2');
  expect(stdout).toMatch(/2026-11-28 01:00 +small +caught-up +11 h 00 min[^\n]+ same .*\n2026-11-26 01:00/);
  const page = join(images.folder, 'report.html');
  await run('report', '--out', page);
  const text = await readFile(page, 'utf8');
  expect(text).toContain('Nights of <bdi>small</bdi>');
  // The page also has the time at which it was made.
  expect(text.match(/<th scope="row"><time datetime="2026-11-2\dT01/g)).toHaveLength(4);
});
