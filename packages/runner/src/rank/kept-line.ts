import { metricText, type ComparedNetworks } from '@thaw/core';
import { basename } from 'node:path';

/** What a screening has come to and why, for people. */
export function keptLine({ by, images, networks }: ComparedNetworks): string {
  const text = (each: ComparedNetworks['networks'][number]) =>
    `${basename(each.name)} ${metricText(each[by])}`;
  const [kept, dropped] = [networks.filter((each) => each.kept), networks.filter((each) => !each.kept)];
  return (
    `kept ${kept.map(text).join(', ')} of ${networks.length} networks, by ${by} of ${images.toLocaleString('en')} images; ` +
    `not ${dropped.map(text).join(', ')}`
  );
}
