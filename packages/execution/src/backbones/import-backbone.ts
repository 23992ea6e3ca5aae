import { ThawError, type Backbone } from '@thaw/core';

/** Imports a module and takes its backbone, checked by the contract that the built-in ones keep. Throws a ThawError. */
export async function importBackbone(name: string, url: string): Promise<Backbone> {
  const exported = exportedBackbone(await importModule(name, url));
  if (exported === undefined) {
    throw new ThawError({
      code: 'THAW-BACKBONE-NO-EXPORT',
      message: `${name} exports no backbone`,
      expected: 'a backbone as the default export, or as an export called backbone',
      remedy: 'write `export default defineBackbone({ … })`; defineBackbone is from @thaw/backbones',
    });
  }
  // Imported when it is needed: hardly any spec names a network that is not built in.
  const { checkBackbone } = await import('@thaw/backbones');
  const findings = checkBackbone(exported);
  if (findings.length > 0) {
    throw new ThawError({
      code: 'THAW-BACKBONE-CONTRACT',
      message: [`the backbone of ${name} is not sound:`, ...findings.map((finding) => `  ${finding}`)].join(
        '\n',
      ),
      remedy: 'this is for its authors to mend; `describeBackbone` of @thaw/backbones/contract tests it',
    });
  }
  return exported as Backbone;
}

async function importModule(name: string, url: string): Promise<unknown> {
  try {
    return await import(url);
  } catch (error) {
    // Whatever a module of someone else throws.
    const [found] = String(error).split('\n');
    throw new ThawError(
      {
        code: 'THAW-BACKBONE-UNLOADABLE',
        message: `importing ${name} fails`,
        found,
        remedy:
          'check that it is installed whole, with what it depends on; else this is for its authors to mend',
      },
      { cause: error },
    );
  }
}

/** The default export, or `backbone`. What CommonJS exports is the default of an import; a compiler puts its own inside. */
function exportedBackbone(module: unknown): unknown {
  const { default: main, backbone } = module as { default?: unknown; backbone?: unknown };
  const inner = (typeof main === 'object' ? main : undefined) as
    { default?: unknown; backbone?: unknown } | undefined | null;
  const candidates = [backbone, inner?.backbone, inner?.default, main];
  return candidates.find(
    (candidate) => typeof candidate === 'object' && candidate !== null && 'build' in candidate,
  );
}
