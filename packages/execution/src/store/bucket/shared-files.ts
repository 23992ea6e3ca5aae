import { holderOf, sayDamage, withLock } from '@thaw/locks';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-file.js';
import { readAtMost, sha256Of, stateNow } from '../../files/read-small.js';
import type { FoundObject, ObjectStore } from '../../objects/object-store.js';
import { filesBeginning } from './bucket-layout.js';
import { damagedLines } from './damaged-lines.js';
import { readWithin, requireWithin } from './within-bounds.js';

/** Whoever has named an object leads nowhere else by it. */
const journalPattern = /^files\/(journals\/[\w.-]{1,200}\.ndjson)$/;
const artifactPattern = /^files\/(journals\/artifacts\/([0-9a-f]{64}))$/;
const artifactsFolder = 'journals/artifacts';
/** Of a journal or a content. Ten thousand runs of a hundred epochs are some hundred MiB. */
const mostBytes = 2 ** 29;

export interface SharedFilesOptions {
  readonly objects: ObjectStore;
  /** On this machine. */
  readonly folder: string;
  /** The lock file of who writes a journal. */
  readonly lockOf: (journal: string) => string;
}

/**
 * Journals of sweeps, and what they name, in a bucket and in the folder of a machine. Contents are called by their hash and never change. A
 * journal is replaced in the version that this machine has last seen, so that nothing is lost that another has told since.
 */
export class SharedFiles {
  /** By path: how long it was when it was last sent. */
  readonly #sent = new Map<string, number>();

  constructor(private readonly options: SharedFilesOptions) {}

  /** Takes what others have sent. Of a journal that is being written here, nothing. */
  async pull(): Promise<void> {
    for (const found of await this.options.objects.list(filesBeginning)) {
      if (found.bytes > mostBytes) {
        sayDamage(
          `${found.name} of ${this.options.objects.place} has ${found.bytes} bytes and is passed over`,
        );
        continue;
      }
      const [, artifact, sha256] = artifactPattern.exec(found.name) ?? [];
      if (artifact) await this.#takeArtifact(found, artifact, sha256!);
      const [, journal] = journalPattern.exec(found.name) ?? [];
      if (journal && !(await this.#isKnown(found, journal)))
        await this.#inTurn(async () => {
          if (!(await holderOf(this.options.lockOf(this.#here(journal)))))
            await this.#takeJournal(found, journal);
        });
    }
  }

  /** Takes a sweep's journal, for who has its lock. */
  async pullJournal(sweep: string): Promise<void> {
    const journal = journalOf(sweep);
    // Who found it free before it was locked may be replacing it.
    await this.#inTurn(async () => {
      for (const found of await this.options.objects.list(filesBeginning + journal))
        if (!(await this.#isKnown(found, journal))) await this.#takeJournal(found, journal);
    });
  }

  /** Sends a sweep's journal, after all that it may name; false where another has written to it since it was taken. */
  async push(sweep: string): Promise<boolean> {
    const journal = journalOf(sweep);
    const { size = 0 } = stateNow(this.#here(journal)) ?? {};
    requireWithin(this.options.objects, filesBeginning + journal, { byteLength: size }, mostBytes);
    const content = wholeLines(await readFile(this.#here(journal)).catch(() => undefined));
    if (!content || content.length === 0 || this.#sent.get(journal) === content.length) return true;
    await this.#pushArtifacts();
    const version = await this.#replace(journal, content);
    if (version === undefined) return false;
    this.#sent.set(journal, content.length);
    await writeFileAtomically(this.#versionFile(journal), version);
    return true;
  }

  async #replace(journal: string, content: Uint8Array): Promise<string | undefined> {
    const { objects } = this.options;
    const name = filesBeginning + journal;
    const sha256 = sha256Of(content);
    const made = await objects.replace(name, content, sha256, await this.#knownVersion(journal));
    if (made !== undefined) return made;
    // It may be there, and the server's answer was lost.
    const found = await objects.readNow(name, content.length);
    return found && found !== 'too-large' && sha256Of(found.content) === sha256 ? found.version : undefined;
  }

  async #pushArtifacts(): Promise<void> {
    const names = await readdir(this.#here(artifactsFolder)).catch(() => []);
    for (const path of names.map((name) => `${artifactsFolder}/${name}`)) {
      if (this.#sent.has(path) || !artifactPattern.test(filesBeginning + path)) continue;
      const content = readAtMost(this.#here(path), mostBytes);
      if (!content) continue;
      await this.options.objects.replace(filesBeginning + path, content, sha256Of(content), undefined);
      this.#sent.set(path, content.length);
    }
  }

  async #takeArtifact({ name, bytes }: FoundObject, path: string, sha256: string): Promise<void> {
    if (stateNow(this.#here(path))?.size === bytes) return;
    const content = await this.options.objects.read(name, bytes);
    if (content && sha256Of(content) === sha256) await writeFileAtomically(this.#here(path), content);
  }

  async #takeJournal({ name }: FoundObject, journal: string): Promise<void> {
    const { objects } = this.options;
    const found = await readWithin(objects, name, mostBytes);
    if (!found) return;
    const { content, version } = found;
    const here = this.#here(journal);
    const ours = wholeLines(readAtMost(here, mostBytes));
    if (ours && isSpoiled(content, ours, basename(journal, '.ndjson'))) {
      await writeFileAtomically(`${here}.damaged`, content);
      sayDamage(
        `${name} of ${objects.place} is damaged; ${here} stays, and takes its place with the next sweep`,
      );
    } else if (!ours || !beginsWith(ours, content)) await writeFileAtomically(here, content);
    this.#sent.delete(journal);
    await writeFileAtomically(this.#versionFile(journal), version);
  }

  /** What was appended here since is not sent yet, and no reason to take it again. */
  async #isKnown({ version }: FoundObject, journal: string): Promise<boolean> {
    return stateNow(this.#here(journal)) !== undefined && (await this.#knownVersion(journal)) === version;
  }

  #knownVersion(journal: string): Promise<string | undefined> {
    return readFile(this.#versionFile(journal), 'utf8').catch(() => undefined);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    return withLock(this.#here('journals/taking.lock'), { purpose: 'taking journals' }, work);
  }

  /** Which version in the bucket the file here began with. */
  #versionFile(journal: string): string {
    return `${this.#here(journal)}.version`;
  }

  #here(path: string): string {
    return join(this.options.folder, path);
  }
}

/** A journal only grows. Which is neither ours with more to it nor its beginning is another machine's truth, unless lines of it are none any more. */
const isSpoiled = (found: Uint8Array, ours: Uint8Array, sweep: string): boolean =>
  !beginsWith(found, ours) &&
  !beginsWith(ours, found) &&
  damagedLines(found, sweep) > damagedLines(ours, sweep);

/** A line that is being written comes with the next. */
const wholeLines = (journal: Uint8Array | undefined): Uint8Array | undefined =>
  journal?.subarray(0, journal.lastIndexOf(0x0a) + 1);

const beginsWith = (whole: Uint8Array, beginning: Uint8Array): boolean =>
  Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength)
    .subarray(0, beginning.byteLength)
    .equals(beginning);

const journalOf = (sweep: string): string => `journals/${sweep}.ndjson`;
