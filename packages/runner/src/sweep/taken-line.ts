import type { TakenSetting, ThawError } from '@thaw/core';
import { basename } from 'node:path';

/** What `auto` has come to and why, for people. */
export function takenLine({ setting, network, value, seconds, measuredMs }: TakenSetting): string {
  const where = `${setting}: auto is ${value} for ${basename(network.name)} at ${network.imageSize} px`;
  const [taken, others] = [seconds[value], Object.entries(seconds).filter(([name]) => name !== value)];
  if (taken === undefined) return `${where}: there was nothing to measure`;
  const day = new Date(measuredMs).toISOString().slice(0, 10);
  if (others.length === 0) return `${where}: nothing else could be measured, ${day}`;
  const against = others.map(([name, each]) => `${short(each)} in ${name}`).join(', ');
  return `${where}: ${short(taken)} against ${against}, by steps measured ${day}`;
}

/** The same where nothing could be measured. */
export const unmeasuredLine = ({ setting, network, value }: TakenSetting, { problems }: ThawError): string =>
  `${setting}: auto is ${value} for ${basename(network.name)} at ${network.imageSize} px, for none could be measured, and the next sweep ` +
  `measures again: ${problems[0]?.message}`;

/** The same for a machine on which nothing has come of it yet. */
export const undecidedLine = (
  { setting, network }: Pick<TakenSetting, 'setting' | 'network'>,
  planned: string,
): string =>
  `${setting}: auto is not decided here for ${basename(network.name)} at ${network.imageSize} px, and planned as ${planned}: ` +
  'the sweep measures it first, once, and may then compute other stages.';

const short = (seconds: number): string =>
  seconds < 10 ? `${Number(seconds.toPrecision(2))} s` : `${Math.round(seconds)} s`;
