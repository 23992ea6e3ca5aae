import { expect, it } from 'vitest';
import { awayNotice, backNotice, OutageNotices } from './outage-notices.js';

const outage = { place: 's3://a b/c', sinceMs: 0, untilMs: 120_000, found: 'ECONNREFUSED' };

it('Says from when until when', () => {
  expect(awayNotice(outage)).toMatch(
    /^s3:\/\/a b\/c has not answered since ..:00:00 \(ECONNREFUSED\); waiting until ..:02:00$/,
  );
});

it('Of what each process tells, people are told what is new', () => {
  const away = (seconds: number) => awayNotice({ ...outage, sinceMs: 1000 * seconds });
  const back = backNotice(outage.place);
  const told = [away(1), 'a batch', away(2), back, back, 'a batch', away(9), away(9), back];
  const notices = new OutageNotices();
  expect(told.filter((line) => notices.isNew(line))).toEqual([
    ...[away(1), 'a batch', back, 'a batch', away(9), back],
  ]);
});
