import { expect } from 'vitest';
import type { ThawResult } from './thaw.fixture.js';

/** What a sweep that was executed with --json and has ended well has told. */
export function swept({ code, stdout, stderr }: ThawResult) {
  expect(code, stderr).toBe(0);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const of = (type: string) => events.filter((event) => event['type'] === type);
  const { computed, reused } = of('sweep-ended')[0] as { computed: number; reused: number };
  const notices = of('notice').map(({ message }) => message as string);
  /** Of the stages that it has computed. */
  const kinds = of('stage-ended')
    .filter(({ status }) => status === 'computed')
    .map(({ kind }) => kind as string);
  return { computed, reused, kinds, notices, metrics: of('run-ended').map((event) => event['metrics']) };
}
