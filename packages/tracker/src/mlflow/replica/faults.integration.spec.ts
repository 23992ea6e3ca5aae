import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  after,
  FaultyProxy,
  halfAnAnswer,
  refused,
  reset,
  silence,
  type Fault,
} from './faulty-proxy.fixture.js';
import { journalOf } from '../../contract/journal-file.fixture.js';
import { testServer } from './mlflow-server.fixture.js';
import { countPoints, noteFault, nothingLostOrDoubled } from './point-count.fixture.js';
import { sweepEvents } from '../../contract/sweep-events.js';
import { createMlflowClient } from '../client.js';
import { mlflowHome } from '../mlflow-home.js';
import { syncJournal } from '../../sync/sync-journal.js';

const server = testServer();
let proxy: FaultyProxy;
beforeAll(async () => {
  proxy = await FaultyProxy.listen(server.uri);
});
afterEach(() => proxy.heal());
afterAll(() => proxy.close());

/** As users have it, but for the waits between attempts. */
const home = (timeoutMs?: number) =>
  mlflowHome(createMlflowClient({ uri: proxy.uri, backoffMs: 5, timeoutMs }));

/** By default of runs so long that their points take two requests. */
async function journal(
  fault: string,
  shape = { runs: 3, steps: 260 },
): Promise<{ journalFile: string; points: number }> {
  const journalFile = await journalOf(sweepEvents({ sweep: fault.replace(/\W+/g, '-'), ...shape }));
  return { journalFile, points: shape.runs * shape.steps * 4 };
}

async function expectWhole(fault: string, journalFile: string, points: number): Promise<void> {
  const count = await countPoints(server.client(), journalFile);
  await noteFault(fault, proxy.sentPoints, count);
  expect(count).toEqual({ stored: points, ...nothingLostOrDoubled });
  expect(proxy.sentPoints).toBeGreaterThanOrEqual(points);
}

const page = '<html><head><title>Bad Gateway</title></head></html>';

describe('one sync in which every second request suffers', () => {
  it.each<[string, Fault]>([
    ['429 with Retry-After', refused(429, 'text/plain', 'slow down', { 'retry-after': '0' })],
    ['500', refused(500, 'application/json', '{"error_code":"INTERNAL_ERROR","message":"no"}')],
    ['503 after a delay', after(100, refused(503, 'text/plain', 'overloaded'))],
    ['an HTML error page', refused(502, 'text/html', page)],
    ['half an answer', halfAnAnswer],
    ['a connection reset after the server has done it', reset],
  ])('from %s ends equal to the journal', async (name, fault) => {
    const { journalFile, points } = await journal(name);
    proxy.sentPoints = 0;
    proxy.everySecond(fault);
    await syncJournal({ journalFile, home: home() });
    await expectWhole(name, journalFile, points);
  });

  it('from no answer in time after the server has done it ends equal to the journal', async () => {
    const { journalFile, points } = await journal('silence', { runs: 1, steps: 30 });
    proxy.sentPoints = 0;
    proxy.everySecond(silence, /create|log-batch/);
    await syncJournal({ journalFile, home: home(3_000) });
    await expectWhole('no answer in time, though the server has done it', journalFile, points);
  });

  it('from slow answers ends equal to the journal', async () => {
    const { journalFile, points } = await journal('slow');
    proxy.sentPoints = 0;
    proxy.always(after(100));
    await syncJournal({ journalFile, home: home() });
    await expectWhole('every answer slow', journalFile, points);
  });
});

describe('a sync that ends in the middle', () => {
  it.each<[string, Fault, string]>([
    ['401', refused(401, 'text/plain', 'not you'), 'THAW-TRACKING-UNAUTHORISED'],
    ['a login page', refused(200, 'text/html', '<title>Sign in</title>'), 'THAW-TRACKING-NOT-MLFLOW'],
    ['500 without end', refused(500, 'text/plain', 'broken'), 'THAW-TRACKING-UNAVAILABLE'],
    ['half answers without end', halfAnAnswer, 'THAW-TRACKING-UNREACHABLE'],
  ])('because of %s is made whole by the next one', async (name, fault, code) => {
    const { journalFile, points } = await journal(name);
    proxy.sentPoints = 0;
    proxy.from('runs/log-batch', 3, fault);
    await expect(syncJournal({ journalFile, home: home() })).rejects.toMatchObject({
      problems: [{ code }],
    });
    proxy.heal();
    await syncJournal({ journalFile, home: home() });
    await expectWhole(name, journalFile, points);
  });
});
