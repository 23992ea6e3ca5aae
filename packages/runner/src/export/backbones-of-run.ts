import { own, ThawError } from '@thaw/core';
import { type Backbones, loadBackbones, withBuiltIn } from '@thaw/execution/backbones';
import type { ModelSource } from './model-source.js';

/**
 * Networks, that of the run among them.
 * @throws ThawError what importing its package does, `THAW-SPEC-UNKNOWN-BACKBONE`.
 */
export async function backbonesOf(
  { run, config: { backbone } }: ModelSource,
  workspace: string,
): Promise<Backbones> {
  const { loaded, unavailable } = await loadBackbones([backbone.name], workspace);
  const backbones = withBuiltIn(loaded);
  if (own(backbones.registry, backbone.name)) return backbones;
  throw new ThawError(
    unavailable.get(backbone.name) ?? {
      code: 'THAW-SPEC-UNKNOWN-BACKBONE',
      message: `there is no backbone ${backbone.name}, which run ${run} was trained with`,
      found: backbone.name,
    },
  );
}
