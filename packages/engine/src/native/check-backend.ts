import { ThawError } from '@thaw/core';
import { chooseDevice } from './choose-device.js';
import { findGpus, isUsable, oldestDriver } from './gpu.js';
import { locateTensorflow, type NativeLibrary } from './library.js';
import { findDamage, readManifest, type Manifest } from './manifest.js';
import { loadTensorflowBackend } from './load.js';
import { findCompiler, findPython } from './toolchain.js';

/** One line of `thaw doctor`. */
export interface BackendCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly remedy?: string;
}

/**
 * Looks at everything the native backend needs, reads every installed file against its checksum (seconds) and loads the
 * library into this process. Installs nothing. What is only needed for installing is no failure once it is installed.
 */
export async function checkBackend({
  cacheFolder,
}: {
  readonly cacheFolder: string;
}): Promise<BackendCheck[]> {
  const located = await attempt('TensorFlow', async () => {
    const device = await chooseDevice('auto');
    return (await locateTensorflow({ cacheFolder, device })).library;
  });
  if ('ok' in located) return [located];
  const library = located.value;
  const damage = await damageOf(library);
  const isInstalled = damage !== undefined;
  const tools = await Promise.all([
    checkTool('Python', isInstalled, async () => {
      const { version, pipVersion } = await findPython();
      return `${version}, pip ${pipVersion}`;
    }),
    checkTool('C++ compiler', isInstalled, async () => (await findCompiler()).version),
  ]);
  const rest = damage
    ? await checkInstalled(library, damage)
    : [checkMissing(library, { canInstall: tools.every(({ ok }) => ok) })];
  return [...tools, ...rest, await checkGpu()];
}

/** What differs from what was installed; undefined if nothing was. */
async function damageOf({ folder, addonFolder }: NativeLibrary): Promise<string[] | undefined> {
  const damage: string[] = [];
  for (const part of [folder, addonFolder]) {
    const manifest = await readManifest(part);
    if (!manifest) return undefined;
    damage.push(...(await findDamage(part, manifest, 'content')));
  }
  return damage;
}

const nameOf = ({ version, device }: NativeLibrary) => `${version} for ${device.toUpperCase()}`;

function checkMissing(
  library: NativeLibrary,
  { canInstall }: { readonly canInstall: boolean },
): BackendCheck {
  const detail = `${nameOf(library)} is not installed`;
  return {
    name: 'TensorFlow',
    ok: canInstall,
    detail: canInstall ? `${detail} yet; the first sweep or \`thaw provision\` installs it` : detail,
  };
}

async function checkInstalled(library: NativeLibrary, damage: readonly string[]): Promise<BackendCheck[]> {
  const { folder, addonFolder } = library;
  if (damage.length > 0) {
    const remedy = `delete ${folder} and ${addonFolder}; \`thaw provision\` installs them again`;
    return [{ name: 'TensorFlow', ok: false, detail: damage.join(', '), remedy }];
  }
  const manifest = library.device === 'gpu' ? await readManifest(folder) : undefined;
  const name = 'TensorFlow addon';
  const loaded = await attempt(name, () => loadTensorflowBackend(library));
  return [
    { name: 'TensorFlow', ok: true, detail: `${nameOf(library)}, every file intact, in ${folder}` },
    ...(manifest ? [{ name: 'CUDA', ok: true, detail: originOfCuda(manifest) }] : []),
    'ok' in loaded
      ? loaded
      : {
          name,
          ok: true,
          detail: `loads, says ${loaded.value.version}, computes on ${loaded.value.device.toUpperCase()}`,
        },
  ];
}

/** Whose libraries were taken: parts are told where they come from the system (`system-cuda.ts`). */
const originOfCuda = ({ source, links }: Manifest): string =>
  links
    ? `this system's ${source.replace(/^.*? and /, '')}; the rest from NVIDIA's wheels`
    : "all of NVIDIA's wheels";

async function checkTool(
  name: string,
  isInstalled: boolean,
  find: () => Promise<string>,
): Promise<BackendCheck> {
  const found = await attempt(name, find);
  if (!('ok' in found)) return { name, ok: true, detail: found.value };
  return isInstalled ? { name, ok: true, detail: 'not found; needed for installing TensorFlow only' } : found;
}

async function checkGpu(): Promise<BackendCheck> {
  const gpus = await findGpus();
  const detail = gpus
    .map(({ name, driver, memoryMiB }) => `${name}, ${memoryMiB} MiB, driver ${driver}`)
    .join('; ');
  if (gpus.length === 0)
    return { name: 'GPU', ok: true, detail: 'none that nvidia-smi lists; the CPU is used' };
  if (gpus.some(isUsable)) return { name: 'GPU', ok: true, detail };
  return { name: 'GPU', ok: false, detail, remedy: `update the NVIDIA driver to ${oldestDriver} or newer` };
}

/** The value, or the failed check that an expected error amounts to. */
async function attempt<T>(
  name: string,
  work: () => Promise<T>,
): Promise<{ readonly value: T } | BackendCheck> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof ThawError)) throw error;
    const detail = error.problems
      .map(({ message, found }) => (found ? `${message}: ${found}` : message))
      .join('; ');
    const remedy = error.problems.flatMap((problem) => problem.remedy ?? []).join('; ');
    return { name, ok: false, detail, ...(remedy && { remedy }) };
  }
}
