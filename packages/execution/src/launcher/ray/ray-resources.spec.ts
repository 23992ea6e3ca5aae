import { describe, expect, it } from 'vitest';
import { asked, whyItWaits } from './ray-resources.js';

const profile = { cpus: 2, gpus: 1, memory: '2G', resources: { fast: 1 }, maxJobs: 4 };

it('Ray is asked for what the profile says, for memory in bytes', () => {
  expect(asked(profile)).toEqual({
    ...{ entrypoint_num_cpus: 2, entrypoint_num_gpus: 1, entrypoint_memory: 2 ** 31 },
    entrypoint_resources: { fast: 1 },
  });
});

describe('why a worker waits', () => {
  const gib = 2 ** 30;
  const node = (resources_total: Record<string, number>) => ({ state: 'ALIVE', resources_total });
  const all = { CPU: 8, GPU: 1, memory: 4 * gib, fast: 1 };
  const why = (...nodes: readonly Record<string, number>[]) =>
    whyItWaits(profile, nodes.map(node), { status: 'PENDING', message: 'in words of Ray' });

  it('is said by Ray where a node has what it asks for, or where nothing is known of nodes', () => {
    expect(why(all)).toBe('in words of Ray');
    expect(why({ CPU: 1 }, all)).toBe('in words of Ray');
    expect(why()).toBe('in words of Ray');
  });

  it('is what no node has, or has together', () => {
    expect(why({ ...all, GPU: 0 }, { CPU: 1 })).toBe('no node that is up has GPU: 1');
    expect(why({ ...all, memory: gib, fast: 0 })).toBe('no node that is up has fast: 1, memory: 2G');
    expect(why({ ...all, CPU: 1 }, { ...all, GPU: 0 })).toBe(
      'no node that is up has at once CPU: 2, GPU: 1, fast: 1, memory: 2G',
    );
  });
});
