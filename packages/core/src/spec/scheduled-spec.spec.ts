import { describe, expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';
import { readSchedule } from './read-schedule.js';

const text = `
name: flowers
data: images
backbone: { name: tiny }
phases: [{ name: extract, epochs: 1 }]
`;
const load = (overrides: readonly string[]) =>
  loadSpec(text, { file: 'a.yaml', backbones, overrides, resolvePath: (path) => path });
const nightly = 'schedule={ cron: "0  2 * * MON-FRI", timeZone: Europe/Berlin }';

describe('a spec with a schedule', () => {
  it('has its nights caught up within 20 hours, if it does not say otherwise', () => {
    const schedule = { cron: '0 2 * * MON-FRI', timeZone: 'Europe/Berlin' };
    expect(load([nightly]).schedule).toEqual({ ...schedule, catchUp: 'one', withinMs: 72_000_000 });
    expect(load([nightly, 'schedule.within=90m']).schedule).toMatchObject({ withinMs: 5_400_000 });
    expect(load([nightly, 'schedule.within=2d', 'schedule.catchUp=one']).warnings).toEqual([]);
    expect(load([]).schedule).toBeUndefined();
  });

  it('is the same sweep with the same runs as without', () => {
    const [without, scheduled] = [load([]), load([nightly])];
    expect(scheduled.sweepId).toBe(without.sweepId);
    expect(scheduled.runs).toEqual(without.runs);
  });

  it('is warned of a window in which nothing is caught up', () => {
    expect(load([nightly, 'schedule.within=2h', 'schedule.catchUp=none']).warnings).toMatchObject([
      { code: 'THAW-SPEC-UNUSED-SETTING', message: 'within has no effect: no night is caught up' },
    ]);
  });

  it.each([
    [
      '0 2 * *',
      'a cron line has five fields, not 4',
      'write for example `cron: 0 2 * * *`, each day at 2 o’clock',
    ],
    ['0 0 2 * * *', 'a cron line has five fields, not 6', 'take the seconds away, the first of them'],
    ['@daily', 'a cron line has five fields, not 1', 'write for example `cron: 0 0 * * *`'],
    ['0 2 * FEB-XYZ *', 'FEB-XYZ is no month of a cron line', undefined],
    ['5-1 2 * * *', '5-1 is no minute of a cron line', undefined],
    ['0 2 31 4,6 *', 'the cron line 0 2 31 4,6 * names a day that never comes', undefined],
  ])('with `%s` is told what is wrong', (cron, message, remedy) => {
    const wrong = () => load([`schedule={ cron: "${cron}", timeZone: UTC }`]);
    expect(wrong).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ code: 'THAW-SPEC-CRON', message, ...(remedy && { remedy }) })],
      }),
    );
  });

  it.each(['+02:00', 'Europe/Berln', 'Mars/Olympus', ' ', 'GMT+2'])('knows no time zone `%s`', (zone) => {
    expect(() => load([`schedule={ cron: "0 2 * * *", timeZone: "${zone}" }`])).toThrow(
      'THAW-SPEC-UNKNOWN-ZONE',
    );
  });
});

describe('the schedule of a spec that is wrong', () => {
  const schedule = 'schedule: { cron: "0 2 * * *", timeZone: UTC }';

  it('is read all the same', () => {
    expect(readSchedule(`${schedule}\nbackbone: nowhere\nphases: 7\n`)).toMatchObject({ timeZone: 'UTC' });
  });

  it.each([
    ['that is wrong itself', schedule.replace('UTC', 'Mars')],
    ['of a cron line that is none', schedule.replace('0 2', '99 2')],
    ['with an unknown key', schedule.replace('}', ', at: 7 }')],
    ['of a text that is no YAML', `${schedule}\nphases: [`],
    ['of a list', '[schedule]'],
    ['of nothing', ''],
  ])('%s is none', (_, text) => {
    expect(readSchedule(text)).toBeUndefined();
  });
});
