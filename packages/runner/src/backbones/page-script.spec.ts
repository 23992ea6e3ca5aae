import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { expect, it } from 'vitest';

const entry = 'page/source/network.js';

/** The script of a network's page with all that it takes from core, as browsers are given one file; from sources. */
async function bundle(): Promise<string> {
  const built = (await build({
    ...{ configFile: false, logLevel: 'error', root: fileURLToPath(new URL('../..', import.meta.url)) },
    resolve: { conditions: ['@thaw/source'] },
    build: {
      ...{ write: false, minify: true, target: 'es2022' },
      lib: { entry, formats: ['iife'], name: 'network' },
      rolldownOptions: { treeshake: { moduleSideEffects: (id) => id.endsWith(entry) } },
    },
  })) as Rolldown.RolldownOutput[];
  return built[0]!.output[0].code;
}

// Write it anew after a change of what it takes from core: npx nx run runner:emit
it('selects and cuts in a browser as core does', async () => {
  const script = await bundle();
  expect(script).not.toMatch(/<\/script|<!--/i);
  await expect(script).toMatchFileSnapshot('../../page/network.js');
});
