import type { TrackerEvent } from '@thaw/core';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldJournal } from '../runs/fold-journal.js';
import { readSweep } from '../runs/read-sweep.js';
import { eventLine } from './event-line.js';
import { journalsIn } from './journals-in.js';
import { readJournal, readOutline } from './read-journal.js';

const sweep = 'a'.repeat(12);
const about = { sweep, run: 'r', timeMs: 5 } as const;
const started: TrackerEvent = {
  ...{ type: 'run-started', sweep, run: 'r', timeMs: 1, name: 'one', params: {}, tags: {} },
};
const metrics = { type: 'metrics', ...about, step: 1, values: { val_loss: 0.5 } } as const;
const picture: TrackerEvent = {
  ...{ type: 'artifact', sweep, run: 'r', path: 'plots/é.svg', timeMs: 9 },
  ...{ content: `<svg>${'"\\\n'.repeat(1000)}</svg>`, encoding: 'utf8' },
};
const drawn: TrackerEvent = {
  ...{ type: 'artifact', sweep, run: 'r', path: 'plots/curves.svg', picture: 'curves', timeMs: 9 },
  ...{ content: '[]', encoding: 'utf8' },
};
const ofSweep: TrackerEvent = {
  ...{ type: 'artifact', sweep, path: 'spec.yaml', timeMs: 2, content: 'name: x', encoding: 'utf8' },
};
const kept: TrackerEvent = {
  ...{ type: 'artifact', ...about, path: 'model.zip' },
  file: { path: 'artifacts/x', bytes: 1, sha256: 'b'.repeat(64) },
};

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-journal-'));
  file = join(folder, `${sweep}.ndjson`);
});
afterEach(() => rm(folder, { recursive: true }));

const write = (...lines: readonly (TrackerEvent | string)[]) =>
  writeFile(file, lines.map((line) => (typeof line === 'string' ? `${line}\n` : eventLine(line))).join(''));
async function all(events: AsyncIterable<TrackerEvent>): Promise<readonly TrackerEvent[]> {
  const found: TrackerEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

describe('a journal', () => {
  it('passes over a line of values in values, which whoever writes them as text would end by', async () => {
    const deep = `{"x":${'['.repeat(1000)}${']'.repeat(1000)}}`;
    await write(started, eventLine(started).trim().replace('"params":{}', `"params":${deep}`), metrics);
    expect(await all(readJournal(file))).toEqual([started, metrics]);
  });

  it('passes over a line that is longer than any event, and holds none of it', async () => {
    await write(started);
    const holes = 2 ** 28;
    await truncate(file, eventLine(started).length + holes);
    await appendFile(file, `\n${eventLine(metrics)}`);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const found: TrackerEvent[] = [];
    for await (const event of readJournal(file)) {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      found.push(event);
    }
    expect(found).toEqual([started, metrics]);
    expect(most).toBeLessThan(holes);
  });

  it.each(['/dev/zero', 'nowhere', `${sweep}.ndjson`])('is none where it is a link to %s', async (target) => {
    await symlink(target, file);
    expect(await journalsIn(folder)).toEqual([]);
  });

  it('is none where it is a pipe', async () => {
    execFileSync('mkfifo', [file]);
    expect(await journalsIn(folder)).toEqual([]);
    await expect(all(readJournal(file))).rejects.toThrow('THAW-TRACKING-JOURNAL-MISSING');
  });
});

describe('the outline of a journal', () => {
  it('is the journal without the texts of artifacts', async () => {
    await write(started, picture, drawn, metrics, ofSweep, kept);
    const whole = await all(readJournal(file));
    expect(whole).toHaveLength(6);
    expect(await all(readOutline(file))).toEqual(
      whole.map((event) =>
        event.type === 'artifact' && event.content !== undefined ? { ...event, content: '' } : event,
      ),
    );
  });

  it('is read whatever the order in which an artifact names its parts', async () => {
    const { path, ...rest } = picture as Extract<TrackerEvent, { type: 'artifact' }>;
    const line = JSON.stringify({ path, ...rest });
    await write(line);
    expect(await all(readOutline(file))).toEqual([picture]);
  });

  it('passes over what is damaged, or of another sweep, and tells of runs what the whole journal tells', async () => {
    const other = { ...picture, sweep: 'b'.repeat(12) };
    const torn = eventLine(picture).slice(0, 200);
    await write(started, other, torn, metrics, picture);
    expect(await all(readOutline(file))).toHaveLength(3);
    expect((await readSweep(file)).runs).toEqual(
      (await foldJournal(readJournal(file), { isAlive: false })).runs,
    );
  });
});

it.each(['../x.svg', 'plots/../../x.svg', '/etc/x.svg', 'plots\\x.svg', '.', ''])(
  'an artifact that is to lie elsewhere than in its run is none: %j',
  async (path) => {
    await write(started, { ...picture, path } as TrackerEvent, metrics);
    expect(await all(readJournal(file))).toEqual([started, metrics]);
  },
);
