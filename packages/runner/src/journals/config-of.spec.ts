import type { TrackerEvent } from '@thaw/core';
import { hearDamage } from '@thaw/locks';
import { expect, it } from 'vitest';
import { configOf } from './config-of.js';

const event = (content: string, path = 'config.yaml'): TrackerEvent => ({
  ...{ type: 'artifact', timeMs: 1, sweep: 's', run: 'r', path, content, encoding: 'utf8' },
});

it('is the config that an event tells', () => {
  expect(configOf(event('seed: 1'))).toEqual({ run: 'r', config: { seed: 1 } });
  expect(configOf(event('seed: 1', 'spec.yaml'))).toBeUndefined();
});

it.each(['{', '"text"', '', '- 1', '&a [*a', 'a: 1\na: 2'])(
  'is none where it is %j, which is said',
  (content) => {
    const heard: string[] = [];
    const stop = hearDamage((line) => heard.push(line));
    const told = { ...event(content), run: content } as TrackerEvent;
    expect(configOf(told)).toBeUndefined();
    stop();
    expect(heard).toEqual([
      `the journaled config.yaml of run ${content} of the sweep s is no YAML and is passed over`,
    ]);
  },
);
