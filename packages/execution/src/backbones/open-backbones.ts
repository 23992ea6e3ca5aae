import { backbones as builtIn } from '@thaw/backbones/registry';
import { ThawError, type Backbone, type BackboneRegistry } from '@thaw/core';
import type { BackboneModule } from './backbone-module.js';
import { fingerprintOf } from './fingerprint.js';
import { openBackbone } from './open-backbone.js';

/** The networks of a plan in another process. Throws THAW-BACKBONE-CHANGED if one is not what was planned with. */
export async function openBackbones(modules: readonly BackboneModule[]): Promise<BackboneRegistry> {
  const loaded: [name: string, backbone: Backbone][] = [];
  for (const { name, url, fingerprint } of modules) {
    const backbone = await openBackbone(name, url);
    if (fingerprintOf(backbone) !== fingerprint) throw changed(name, url);
    loaded.push([name, backbone]);
  }
  return { ...builtIn, ...Object.fromEntries(loaded) };
}

const changed = (name: string, url: string) =>
  new ThawError({
    code: 'THAW-BACKBONE-CHANGED',
    message: `${name} was changed while the sweep ran`,
    expected: 'the network that the sweep was planned with',
    found: `another one in ${url}`,
    remedy: 'run the same command again: it plans with the network as it is now',
  });
