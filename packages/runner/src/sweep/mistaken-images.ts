import type { DataPlace } from '@thaw/core';
import { openDataSource } from '@thaw/execution/data';
import type { ArtifactFolder, KeptMistake } from '@thaw/tracker/journals';

type Mistake = Omit<KeptMistake, 'image'>;

/** Small copies of images that runs are wrong about. Most runs of a sweep are wrong about the same: each is drawn and kept once. */
export class MistakenImages {
  readonly #kept = new Map<string, Promise<string | undefined>>();

  constructor(private readonly artifacts: ArtifactFolder) {}

  /** `dataset`: the key of the stage that indexed the images, by which what lies at a path is known. */
  keep(mistakes: readonly Mistake[], dataset: string, data: DataPlace): Promise<readonly KeptMistake[]> {
    return Promise.all(
      mistakes.map(async (mistake) => {
        const id = `${dataset} ${mistake.path}`;
        const kept = this.#kept.get(id) ?? this.#keep(mistake.path, data);
        this.#kept.set(id, kept);
        const image = await kept;
        return { ...mistake, ...(image !== undefined && { image }) };
      }),
    );
  }

  async #keep(path: string, data: DataPlace): Promise<string | undefined> {
    // Imported when it is needed: a sweep with nothing to compute starts sooner without a decoder.
    const { thumbnail } = await import('@thaw/execution/images');
    const webp = await thumbnail(openDataSource(data), path);
    return webp && (await this.artifacts.keep(webp)).sha256;
  }
}
