import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../spec/kinds.js';
import type { ScheduleKind } from './schedule-kind.js';
import { scheduleKinds } from './schedule-kinds.js';

describe.each(Object.entries<ScheduleKind>(scheduleKinds))('the schedule %s', (_, kind) => {
  const settings = withDefaults(kind.settings, {});
  const shares = (steps: number) =>
    [0, 7, 19].map((step) => kind.share(settings, { step, steps, stepsPerEpoch: 5, history: [] }));

  it('starts with the whole rate', () => {
    expect(shares(20)[0]).toBe(1);
  });

  it('depends on the length of its phase only if it says so, since trajectories are shared by that', () => {
    expect(JSON.stringify(shares(20)) !== JSON.stringify(shares(40))).toBe(kind.dependsOnLength);
  });
});
