import { didYouMean } from '../../errors/did-you-mean.js';
import { cronProblem } from '../../nights/cron.js';
import { isTimeZone, timeZones } from '../../nights/zoned-time.js';
import type { Check } from './check.js';

export const cronNamesTimes: Check = ({ schedule }, { locate }) => {
  const cron = schedule?.cron;
  const problem = cron === undefined ? undefined : cronProblem(cron);
  if (!problem) return [];
  const position = locate(['schedule', 'cron'], 'value');
  return [{ code: 'THAW-SPEC-CRON', ...problem, position, found: JSON.stringify(cron) }];
};

export const timeZoneIsKnown: Check = ({ schedule }, { locate }) => {
  const zone = schedule?.timeZone;
  if (zone === undefined || isTimeZone(zone)) return [];
  return [
    {
      code: 'THAW-SPEC-UNKNOWN-ZONE',
      message: `there is no time zone ${zone}`,
      position: locate(['schedule', 'timeZone'], 'value'),
      expected: 'the IANA name of a time zone, such as Europe/Berlin or UTC',
      found: JSON.stringify(zone),
      remedy: meantZone(zone) ?? 'write for example `timeZone: Europe/Berlin`',
    },
  ];
};

/** A city alone is enough to know the zone by. */
function meantZone(written: string): string | undefined {
  const zones = timeZones();
  const cities = new Map(zones.map((zone) => [zone.split('/').at(-1)!.toLowerCase(), zone]));
  const city = cities.get(written.trim().toLowerCase().replaceAll(' ', '_'));
  return city === undefined ? didYouMean(written, zones) : `did you mean \`${city}\`?`;
}
