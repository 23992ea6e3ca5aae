import { backbones } from '@thaw/backbones/registry';
import { isPublished, ThawError, type Backbone } from '@thaw/core';
import type { BackendCheck } from '@thaw/engine';
import { cacheFolder, thawVersion } from '@thaw/execution/environment';
import { identifyWeights } from '@thaw/execution/weights';
import { createMlflowClient, mlflowCredentials, redactUri } from '@thaw/tracker';
import { weightsPlaces } from '../api/surroundings.js';
import { inCallersWords } from '../cli/callers-words.js';
import { defineCommand, type CommandContext } from '../cli/command.js';
import { jsonOptions, trackingOptions } from '../cli/common-options.js';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Check what Thaw needs on this machine, with a remedy for what is missing',
  options: { ...trackingOptions, ...jsonOptions },
  examples: ['thaw doctor', 'thaw doctor --json'],
  async run({ trackingUri, json }, context) {
    const { checkBackend, checkPlacement } = await import('@thaw/engine');
    const checks = [
      { name: 'Thaw', ok: true, detail: thawVersion },
      checkNode(),
      ...(await checkBackend({ cacheFolder: cacheFolder(context.env) })),
      ...(await checkPlacement({ cacheFolder: cacheFolder(context.env) })),
      ...(await checkWeights(context)),
      await checkMlflow(trackingUri ?? context.env['MLFLOW_TRACKING_URI'], context),
    ];
    context.stdout.write(
      json ? `${JSON.stringify(checks, null, 1)}\n` : inCallersWords(checks.map(line).join(''), context.env),
    );
    return checks.every(({ ok }) => ok) ? 0 : 1;
  },
});

const line = ({ name, ok, detail, remedy }: BackendCheck): string =>
  `${ok ? 'ok ' : 'BAD'}  ${name}: ${detail}\n${remedy ? `     mend: ${remedy}\n` : ''}`;

function checkNode(): BackendCheck {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return { name: 'Node', ok, detail: process.version, ...(!ok && { remedy: 'install Node 20.19 or newer' }) };
}

/** Of each network that has them here. Weights that are not here yet are no failure: a sweep fetches them. */
async function checkWeights(context: CommandContext): Promise<readonly BackendCheck[]> {
  const all = Object.values<Backbone>(backbones).filter(isPublished);
  const places = weightsPlaces(context);
  const identified = await Promise.all(
    all.map((backbone) => identifyWeights({ backbone, config: 'imagenet', seed: 0, ...places })),
  );
  const here = all.flatMap(({ title }, index) => {
    const { available, source } = identified[index]!;
    return available ? [{ name: `weights of ${title}`, ok: true, detail: source }] : [];
  });
  const missing = all.length - here.length;
  if (missing === 0) return here;
  const name = here.length === 0 ? 'weights of networks' : `weights of ${missing} other networks`;
  return [...here, { name, ok: true, detail: 'not here yet; a sweep fetches them' }];
}

async function checkMlflow(uri: string | undefined, { env }: CommandContext): Promise<BackendCheck> {
  const name = 'MLflow';
  if (!uri)
    return {
      name,
      ok: true,
      detail: 'no MLFLOW_TRACKING_URI; runs stay in the journal, `thaw ui` shows them',
    };
  try {
    const client = createMlflowClient({
      uri,
      credentials: mlflowCredentials(env, uri),
      timeoutMs: 5000,
      retries: 0,
    });
    await client.experimentByName('Default');
    return { name, ok: true, detail: `answers at ${redactUri(uri)}` };
  } catch (error) {
    if (!(error instanceof ThawError)) throw error;
    const detail = error.problems.map(({ message }) => message).join('; ');
    return { name, ok: false, detail, remedy: error.problems.find(({ remedy }) => remedy)?.remedy };
  }
}
