import type { MeasuredSettingName, MeasuredValues, TakenSettings, ThawError } from '@thaw/core';
import { basename } from 'node:path';

type Settings = Pick<TakenSettings, 'settings' | 'network'>;

/** What `auto` has come to and why, for people. */
export function takenLine({ settings, network, values, candidates, measuredMs }: TakenSettings): string {
  const came = `${autoOf(settings)} ${valuesLine(settings, values)} ${forNetwork(network)}`;
  const isTaken = (each: MeasuredValues) => settings.every((name) => each[name] === values[name]);
  const taken = candidates.find((each) => isTaken(each.values));
  if (!taken) return `${came}: there was nothing to measure`;
  const day = new Date(measuredMs).toISOString().slice(0, 10);
  const others = candidates.filter((each) => each !== taken);
  if (others.length === 0) return `${came}: nothing else could be measured, ${day}`;
  const against = others.map(
    ({ values, seconds, isAtLeast }) =>
      `${isAtLeast ? 'over ' : ''}${short(seconds)} with ${valuesLine(settings, values)}`,
  );
  return `${came}: ${short(taken.seconds)} against ${against.join(', ')}, by steps measured ${day}`;
}

/** The same where nothing could be measured. */
export const unmeasuredLine = (
  { settings, network, values }: TakenSettings,
  { problems }: ThawError,
): string =>
  `${autoOf(settings)} ${valuesLine(settings, values)} ${forNetwork(network)}, for none could be measured, and the next sweep ` +
  `measures again: ${problems[0]?.message}`;

/** The same for a machine on which nothing has come of it yet. */
export const undecidedLine = ({ settings, network }: Settings, planned: MeasuredValues): string =>
  `${autoOf(settings)} not decided here ${forNetwork(network)}, and planned as ${valuesLine(settings, planned)}: ` +
  'the sweep measures it first, once, and may then compute other stages.';

export const valuesLine = (settings: readonly MeasuredSettingName[], values: MeasuredValues): string =>
  settings.map((name) => values[name]).join(' and ');

const autoOf = (settings: readonly MeasuredSettingName[]): string =>
  `${settings.map((name) => `${name}: auto`).join(' and ')} ${settings.length > 1 ? 'are' : 'is'}`;

const forNetwork = ({ name, imageSize }: Settings['network']): string =>
  `for ${basename(name)} at ${imageSize} px`;

const short = (seconds: number): string =>
  seconds < 10 ? `${Number(seconds.toPrecision(2))} s` : `${Math.round(seconds)} s`;
