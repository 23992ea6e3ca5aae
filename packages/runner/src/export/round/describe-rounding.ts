import { metricText, own } from '@thaw/core';
import { longCount } from '../../text/count.js';
import type { Rounding } from './rounded-model.js';

/** What rounding has cost, in a sentence: metrics in float32, and after it. */
export function describeRounding({ precision, calibratedBy, accuracy }: Rounding): string {
  const how =
    calibratedBy === undefined
      ? precision
      : `${precision}, calibrated by ${longCount(calibratedBy, 'training image')}`;
  if (!accuracy) return `in ${how}; what that costs was not measured`;
  const { on, images, by, before, after, largestDifference } = accuracy;
  const metrics = Object.entries(before).map(
    ([metric, value]) => `${metric} ${metricText(value)} → ${metricText(own(after, metric)!)}`,
  );
  const held = `${longCount(images, `${on} image`)} in ${by}`;
  return `in ${how}: of ${held} ${metrics.join(', ')}; no probability differs by more than ${metricText(largestDifference)}`;
}
