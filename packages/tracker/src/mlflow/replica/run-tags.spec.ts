import type { TrackerEvent } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { sweepEvents } from '../../contract/sweep-events.js';
import { eventLine, parseEventLine } from '../../journal/event-line.js';
import { SweepState } from '../../runs/sweep-state.js';
import { madeRunTags, madeSweepTags } from './run-tags.js';

const told = (change: (event: TrackerEvent) => TrackerEvent) => {
  const state = new SweepState();
  for (const event of sweepEvents({ sweep: 's', runs: 1, steps: 1 }))
    state.apply(parseEventLine(new TextEncoder().encode(eventLine(change(event))))!);
  return state.told!;
};

const origin = { thaw: '0.1.0', git: { commit: 'c0ffee', branch: 'topic', dirty: true } };
const originTags = {
  ...{ 'thaw.version': '0.1.0', 'thaw.git.dirty': 'true' },
  ...{ 'mlflow.source.git.commit': 'c0ffee', 'mlflow.source.git.branch': 'topic' },
};
const runTags = { ...originTags, 'thaw.backbone': 'xception', 'mlflow.runColor': '#123456' };

describe('the tags that a run is made with', () => {
  it.each<[string, (event: TrackerEvent) => TrackerEvent]>([
    [
      'the journal tells',
      (event) => {
        if (event.type === 'run-started') return { ...event, origin, colour: '#123456' };
        return event.type === 'sweep-started' ? { ...event, origin } : event;
      },
    ],
    [
      'the journal of an older version tells',
      (event) => {
        if (event.type === 'run-started') return { ...event, tags: { ...runTags, team: 'a' } };
        return event.type === 'sweep-started' ? { ...event, tags: { ...originTags, team: 'a' } } : event;
      },
    ],
  ])('say what %s of code, backbone and colour', (_, change) => {
    const sweep = told(change);
    expect(madeRunTags(sweep, sweep.runs[0]!)).toEqual({ ...runTags, team: 'a' });
    expect(madeSweepTags(sweep)).toEqual({ ...originTags, team: 'a' });
  });

  it('name no commit outside of a repository, and no branch where none is checked out', () => {
    const none = told((event) => (event.type === 'sweep-started' ? { ...event, origin: {} } : event));
    expect(madeSweepTags(none)).toEqual({ team: 'a' });
    const detached = { git: { commit: 'c0ffee', dirty: false } };
    const sweep = told((event) => (event.type === 'sweep-started' ? { ...event, origin: detached } : event));
    expect(madeSweepTags(sweep)).toEqual({
      ...{ team: 'a', 'mlflow.source.git.commit': 'c0ffee', 'thaw.git.dirty': 'false' },
    });
  });
});
