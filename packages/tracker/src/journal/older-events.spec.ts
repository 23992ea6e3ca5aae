import type { TrackerEvent } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { parseEventLine } from './event-line.js';

const read = (event: object): TrackerEvent | undefined =>
  parseEventLine(new TextEncoder().encode(JSON.stringify(event)));
const about = { timeMs: 1, sweep: 's' };

describe('an event of an older version of Thaw, which told by tags what it was executed with', () => {
  it('is read as one of today', () => {
    const tags = {
      ...{ team: 'a', 'thaw.version': '0.0.9', 'thaw.backbone': 'xception', 'thaw.git.dirty': 'true' },
      ...{ 'mlflow.source.git.commit': 'c0ffee', 'mlflow.source.git.branch': 'topic' },
      'mlflow.runColor': '#123456',
    };
    const run = {
      type: 'run-started',
      ...about,
      run: 'r',
      name: 'r',
      params: { 'backbone.name': 'xception' },
    };
    expect(read({ ...run, tags })).toEqual({
      ...{ ...run, tags: { team: 'a' }, colour: '#123456' },
      origin: { thaw: '0.0.9', git: { commit: 'c0ffee', branch: 'topic', dirty: true } },
    });
  });

  it('keeps tags that no spec may set, whichever version let them through', () => {
    const tags = { 'mlflow.runName': 'x', ['__proto__']: 'y' };
    const event = {
      ...{ type: 'sweep-started', ...about, name: 's', experiment: 's', runs: ['r'], tags },
      objective: { metric: 'val_loss', goal: 'minimize' },
    };
    expect(read(event)).toEqual(event);
    expect(Object.keys((read(event) as { tags: object }).tags)).toEqual(['mlflow.runName', '__proto__']);
  });

  it('of no repository and no version has none', () => {
    const event = { type: 'run-started', ...about, run: 'r', name: 'r', params: {}, tags: {} };
    expect(read(event)).toEqual(event);
  });
});
