import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { inMemory } from './in-memory.js';
import { sha256Of } from '../files/read-small.js';
import { PatientObjects } from './patient-objects.js';
import { S3Objects } from './s3-objects.js';
import { startS3Server, type S3Server } from './s3-server.fixture.js';

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
  for (const [name, value] of Object.entries({ ...server.env, AWS_MAX_ATTEMPTS: '1' }))
    vi.stubEnv(name, value);
  await server.makeBucket('shared');
});
afterAll(() => server.stop());

const { signal: never } = new AbortController();
const content = Buffer.alloc(2 ** 16, 'x');
/** A busy machine answers later than an idle one, and is not away. */
const silenceMs = 3000;

function connect(signal = never) {
  const notices: string[] = [];
  const waiting = { mostMs: 60_000, isKnown: true, signal: () => signal };
  const objects = new PatientObjects(new S3Objects({ bucket: 'shared', prefix: '' }, 'store', silenceMs), {
    ...waiting,
    onNotice: (line) => notices.push(line),
  });
  const write = (name: string) => objects.write(name, inMemory(content), sha256Of(content), never);
  return { objects, notices, write };
}

it.each([
  ['is stopped and started', () => server.leave(), () => server.comeBack(), 'ECONNREFUSED'],
  ['stands still and goes on', async () => server.freeze(), async () => server.thaw(), 'TimeoutError'],
])('What is asked of a server that %s is done, and is told once', async (_, goAway, comeBack, found) => {
  const { objects, notices, write } = connect();
  await write('before');
  await goAway();
  const asked = Promise.all([
    ...['a', 'b', 'c'].map(write),
    objects.read('before', content.length),
    objects.replace('state', content, sha256Of(content), undefined),
  ]);
  await vi.waitFor(() => expect(notices).toHaveLength(1), { timeout: 20_000 });
  await comeBack();
  const [, , , read, version] = await asked;
  expect(sha256Of(read!)).toBe(sha256Of(content));
  // Who stands still may have done it, and told nobody.
  const now = await objects.readNow('state', content.length);
  if (version !== undefined) expect(now).toHaveProperty('version', version);
  expect(notices).toEqual([
    expect.stringMatching(
      new RegExp(`^s3://shared has not answered since [\\d:]{8} \\(${found}\\); waiting until [\\d:]{8}$`),
    ),
    's3://shared answers again',
  ]);
  await objects.remove('state');
});

it('Nobody who has pressed Ctrl-C waits for one that stands still', async () => {
  const stop = new AbortController();
  const { objects, notices } = connect(stop.signal);
  server.freeze();
  const reading = objects.read('before', content.length);
  await vi.waitFor(() => expect(notices).toHaveLength(1), { timeout: 20_000 });
  stop.abort(new Error('Ctrl-C'));
  await expect(reading).rejects.toThrow('Ctrl-C');
  // What is given back then is not waited for either.
  await expect(objects.remove('before')).rejects.toMatchObject({ problems: [{ found: 'TimeoutError' }] });
  server.thaw();
});
