import { expect, it } from 'vitest';
import { nightClock } from './night-clock.js';

/** Readings of a clock that begins at 1000, after each of these has passed by the wall and by the process. */
function readings(passed: readonly (readonly [wallMs: number, steadyMs: number])[]): readonly number[] {
  let [wallMs, steadyMs] = [50_000, 7];
  const clock = nightClock(1000, { wall: () => wallMs, steady: () => steadyMs });
  return passed.map(([wall, steady]) => {
    wallMs += wall;
    steadyMs += steady;
    return clock();
  });
}

it('goes on while the machine sleeps, as the wall clock does', () => {
  expect(
    readings([
      [100, 100],
      [3_600_000, 5],
      [100, 100],
    ]),
  ).toEqual([1100, 3_601_100, 3_601_200]);
});

it('goes on where the wall clock is set back, and never back itself', () => {
  expect(
    readings([
      [100, 100],
      [-3_600_000, 60],
      [100, 100],
    ]),
  ).toEqual([1100, 1160, 1260]);
});
