import { describe, expect, it } from 'vitest';
import { digestOf, isQuiet, latenessSeconds, standingOf } from './digest.js';
import type { Night } from './night.js';
import { normalQuantile } from './normal-quantile.js';

const inputs = { spec: 's1', data: 'd1', weights: 'w1', code: 'c1', thaw: '1.0.0' };
const dueOn = (day: number) => new Date(Date.UTC(2026, 10, day, 1)).toISOString();

/** The night of a day of November, which has come to this value, with an error of 0.01. */
function night(
  day: number,
  value: number,
  more: Partial<Night> = {},
  stage = `stage ${day} ${value}`,
): Night {
  return {
    ...{ spec: 'flowers.yaml', name: 'flowers', dueAt: dueOn(day), outcome: 'ran', inputs },
    ...{ startedAt: dueOn(day), computed: 3, reused: 4, seconds: 5 },
    objective: { metric: 'val_accuracy', goal: 'maximize' },
    best: { run: 'r1', name: 'one', parameters: {}, value, standardError: 0.01, stage },
    ...more,
  };
}
const failed = (day: number): Night => {
  const { best: _, ...rest } = night(day, 0);
  return { ...rest, outcome: 'failed', reason: 'no space left' };
};

describe('a night against the last that ran', () => {
  // 1.96 · √2 · 0.01 = 0.0277.
  it.each([
    ['same', 0.9, 0.0276],
    ['better', 0.9, 0.0278],
    ['same', 0.9, -0.0276],
    ['worse', 0.9, -0.0278],
  ] as const)('is %s than %d by %d', (standing, before, difference) => {
    const tonight = night(2, before + difference);
    const found = standingOf(tonight, [night(1, before)]);
    expect(found.standing).toBe(standing);
    expect(found.last).toMatchObject({ dueAt: dueOn(1), value: before, isOneResult: false });
    expect(found.last?.difference).toBeCloseTo(difference, 9);
    expect(found.last?.noise).toBeCloseTo(0.02772, 4);
  });

  it('is worse by more of what shall be little', () => {
    const objective = { metric: 'val_loss', goal: 'minimize' } as const;
    expect(standingOf(night(2, 0.6, { objective }), [night(1, 0.5, { objective })]).standing).toBe('worse');
    expect(standingOf(night(2, 0.4, { objective }), [night(1, 0.5, { objective })]).standing).toBe('better');
  });

  it('is the same where it is the very same result, and that is no measurement', () => {
    const [before, tonight] = [night(1, 0.9, {}, 'stage'), night(2, 0.9, {}, 'stage')];
    expect(standingOf(tonight, [before])).toMatchObject({
      standing: 'same',
      last: { difference: 0, isOneResult: true },
    });
  });

  it('differs by whatever it differs where nothing says how far values scatter', () => {
    const unknown = { standardError: undefined };
    const before = night(1, 0.9);
    const tonight = night(2, 0.899);
    const found = standingOf({ ...tonight, best: { ...tonight.best!, ...unknown } }, [before]);
    expect(found.standing).toBe('worse');
    expect(found.last).not.toHaveProperty('noise');
  });

  it('passes over nights that failed or were skipped, and over those of other specs and later ones', () => {
    const history = [
      night(1, 0.9),
      failed(2),
      night(3, 0.2, { outcome: 'failed' }),
      night(3, 0.1, { spec: 'other.yaml' }),
      night(9, 0.1),
      { ...failed(4), outcome: 'skipped' as const },
    ];
    expect(standingOf(night(5, 0.9), history).last?.dueAt).toBe(dueOn(1));
  });

  it('is new where there is none, or none that was judged by the same', () => {
    expect(standingOf(night(2, 0.9), []).standing).toBe('new');
    const objective = { metric: 'val_loss', goal: 'minimize' } as const;
    expect(standingOf(night(2, 0.9), [night(1, 0.5, { objective })])).toMatchObject({
      standing: 'new',
      changed: [],
    });
  });
});

describe('a night against the best of a fortnight', () => {
  /** Value of each night from the first on. */
  const standings = (values: readonly number[]) => {
    const nights = values.map((value, index) => night(index + 1, value));
    return digestOf(nights, []).map(({ standing }) => standing);
  };

  it('shows a decline of half a per cent a night, which no night shows against the one before', () => {
    const found = standings(Array.from({ length: 20 }, (_, index) => 0.9 - 0.005 * index));
    expect(found.slice(0, 8)).toEqual(['new', ...Array<string>(7).fill('same')]);
    expect(found.slice(8)).toEqual(Array<string>(12).fill('worse'));
  });

  it('knows that the best of many nights was lucky: what is noise for one is for 13 more so', () => {
    const nights = Array.from({ length: 13 }, (_, index) => night(index + 1, index === 3 ? 0.93 : 0.91));
    const { standing, best, nights: compared } = standingOf(night(14, 0.895), nights);
    expect(best).toMatchObject({ dueAt: dueOn(4), verdict: 'same' });
    expect(best?.noise).toBeCloseTo(normalQuantile(0.025 / 13) * Math.SQRT2 * 0.01, 9);
    expect({ standing, compared }).toEqual({ standing: 'same', compared: 13 });
  });

  it('counts a result that was found again once', () => {
    const nights = [night(1, 0.93), ...[2, 3, 4].map((day) => night(day, 0.92, {}, 'again'))];
    expect(standingOf(night(5, 0.92), nights).best?.noise).toBeCloseTo(normalQuantile(0.0125) * 0.014142, 5);
  });

  it('forgets what is longer ago', () => {
    const nights = [night(1, 0.99), ...Array.from({ length: 14 }, (_, index) => night(index + 2, 0.8))];
    expect(standingOf(night(16, 0.8), nights.slice(0, 14)).standing).toBe('worse');
    expect(standingOf(night(17, 0.8), nights).standing).toBe('same');
  });

  it('says nothing new of a result that is the last one again', () => {
    const nights = [night(1, 0.99), night(2, 0.8, {}, 'again')];
    expect(
      digestOf([nights[1]!, night(3, 0.8, {}, 'again')], nights.slice(0, 1)).map((each) => each.standing),
    ).toEqual(['worse', 'same']);
  });
});

describe('what has changed', () => {
  const changed = (of: Partial<typeof inputs>) =>
    standingOf(night(2, 0.9, { inputs: { ...inputs, ...of } }), [night(1, 0.9)]);

  it('is what the night is made from and the last that ran was not', () => {
    expect(changed({ data: 'd2', thaw: '1.1.0' }).changed).toEqual([
      { input: 'data', from: 'd1', to: 'd2' },
      { input: 'thaw', from: '1.0.0', to: '1.1.0' },
    ]);
    expect(changed({}).changed).toEqual([]);
  });

  it('is said of a night that failed too, and not hidden by one', () => {
    const other = { inputs: { ...inputs, data: 'd2' } };
    const nights = [night(1, 0.9), { ...failed(2), ...other }, night(3, 0.9, other)];
    for (const tonight of nights.slice(1))
      expect(standingOf(tonight, nights).changed).toEqual([{ input: 'data', from: 'd1', to: 'd2' }]);
  });

  it('is nothing to read about where the night is the same and no more than a commit is new', () => {
    expect(isQuiet(changed({}))).toBe(true);
    expect(isQuiet(changed({ code: 'c2' }))).toBe(true);
    expect(isQuiet(changed({ data: 'd2' }))).toBe(false);
    expect(isQuiet(standingOf(night(2, 0.9), []))).toBe(false);
    for (const over of [{ outcome: 'caught-up' }, { reason: '3 before it were missed' }] as const)
      expect(isQuiet({ ...changed({}), night: { ...night(2, 0.9), ...over } })).toBe(false);
  });
});

describe('a night that came to nothing', () => {
  it('has failed, was skipped, or had no run that finished', () => {
    const { best: _, ...empty } = night(2, 0);
    const standings = [failed(2), { ...failed(2), outcome: 'skipped' as const }, empty].map(
      (each) => standingOf(each, [night(1, 0.9)]).standing,
    );
    expect(standings).toEqual(['failed', 'skipped', 'failed']);
  });

  it('has failed where a run of it has, with what the others came to', () => {
    const found = standingOf(night(2, 0.95, { outcome: 'failed' }), [night(1, 0.9)]);
    expect(found).toMatchObject({ standing: 'failed', last: { verdict: 'better' } });
  });
});

it('lateness is the time between due and begun', () => {
  const late = night(1, 0.9, { startedAt: '2026-11-01T04:30:00.000Z' });
  expect(latenessSeconds(late)).toBe(12_600);
  expect(latenessSeconds({ ...late, startedAt: undefined })).toBeUndefined();
});

/** Of SciPy: `norm.isf`. */
it.each([
  [0.025, 1.959964],
  [0.0125, 2.241403],
  [0.025 / 14, 2.913673],
  [0.001, 3.090232],
])('a standard normal number exceeds with probability %d the value %d', (probability, expected) => {
  expect(Math.abs(normalQuantile(probability) - expected)).toBeLessThan(0.00045);
});
