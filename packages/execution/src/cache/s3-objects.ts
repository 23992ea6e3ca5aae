import { ThawError, type StoredBlob } from '@thaw/core';
import type { S3Client } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { Readable } from 'node:stream';
import { cacheProblem } from './cache-problem.js';
import { describeAddress, type CacheAddress } from './cache-address.js';
import type { FoundObject, ObjectStore } from './object-store.js';

/** Requests that are under way at once. */
const mostRequests = 16;
/** What is larger is written in parts of this size, so that no more of it is in memory and a part that fails is all that is sent again. */
const partBytes = 2 ** 24;
const partsAtOnce = 4;
const connectionMs = 5000;
/** A server that says nothing for so long says nothing. */
const silenceMs = 60_000;

type Sdk = typeof import('@aws-sdk/client-s3');
interface Opened {
  readonly sdk: Sdk;
  readonly client: S3Client;
}

/** Objects of a bucket on Amazon S3, or on a server that speaks as it does. */
export class S3Objects implements ObjectStore {
  readonly place: string;
  readonly #limit = pLimit(mostRequests);
  #opened: Promise<Opened> | undefined;

  constructor(private readonly address: CacheAddress) {
    this.place = describeAddress(address);
  }

  async list(beginning: string): Promise<readonly FoundObject[]> {
    const { Bucket, Key: Prefix } = this.#at(beginning);
    const found: FoundObject[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await this.#ask(({ client, sdk }) =>
        client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix, ContinuationToken })),
      );
      for (const { Key = '', Size = 0, LastModified } of page.Contents ?? [])
        found.push({
          name: Key.slice(this.address.prefix.length),
          bytes: Size,
          changedMs: LastModified?.getTime() ?? 0,
        });
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
    return found;
  }

  read(name: string, bytes: number): Promise<Uint8Array | undefined> {
    return this.#ask(async ({ client, sdk }) => {
      try {
        const { Body, ContentLength } = await client.send(new sdk.GetObjectCommand(this.#at(name)));
        if (ContentLength === bytes) return await Body?.transformToByteArray();
        // Nothing of what may be of any size.
        (Body as Readable | undefined)?.destroy();
        return undefined;
      } catch (error) {
        return absentIf(error, 'NoSuchKey');
      }
    });
  }

  size(name: string): Promise<number | undefined> {
    return this.#ask(async ({ client, sdk }) => {
      try {
        return (await client.send(new sdk.HeadObjectCommand(this.#at(name)))).ContentLength;
      } catch (error) {
        return absentIf(error, 'NotFound');
      }
    });
  }

  async write(name: string, blob: StoredBlob, sha256: string, signal: AbortSignal): Promise<void> {
    if (blob.bytes > partBytes) return this.#writeInParts(name, blob, signal);
    const Body = await blob.read(0, blob.bytes);
    await this.#ask(({ client, sdk }) =>
      client.send(new sdk.PutObjectCommand({ ...this.#at(name), Body, ...checked(sha256) }), {
        abortSignal: signal,
      }),
    );
  }

  async #writeInParts(name: string, blob: StoredBlob, signal: AbortSignal): Promise<void> {
    const { Upload } = await import('@aws-sdk/lib-storage');
    signal.throwIfAborted();
    await this.#ask(async ({ client }) => {
      const params = { ...this.#at(name), Body: Readable.from(partsOf(blob), { objectMode: false }) };
      const upload = new Upload({ client, params, partSize: partBytes, queueSize: partsAtOnce });
      const abort = () => void upload.abort();
      signal.addEventListener('abort', abort);
      try {
        await upload.done();
      } finally {
        signal.removeEventListener('abort', abort);
      }
    });
  }

  async writeNew(name: string, content: Uint8Array, sha256: string, signal: AbortSignal): Promise<void> {
    const params = { ...this.#at(name), Body: content, ...checked(sha256) };
    await this.#ask(async ({ client, sdk }) => {
      try {
        const IfNoneMatch = '*';
        await client.send(new sdk.PutObjectCommand({ ...params, IfNoneMatch }), { abortSignal: signal });
      } catch (error) {
        const { name: kind = '' } = error as Error;
        // It is there, or is being written by somebody else.
        if (kind === 'PreconditionFailed' || kind === 'ConditionalRequestConflict') return;
        // Some servers know no conditions.
        if (kind !== 'NotImplemented') throw error;
        await client.send(new sdk.PutObjectCommand(params), { abortSignal: signal });
      }
    });
  }

  async remove(name: string): Promise<void> {
    await this.#ask(({ client, sdk }) => client.send(new sdk.DeleteObjectCommand(this.#at(name))));
  }

  #at(name: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.address.bucket, Key: `${this.address.prefix}${name}` };
  }

  /** The client is loaded when something is asked for the first time: it takes half a second. */
  #ask<Answer>(ask: (opened: Opened) => Promise<Answer>): Promise<Answer> {
    return this.#limit(async () => {
      try {
        return await ask(await (this.#opened ??= openClient()));
      } catch (error) {
        throw new ThawError(cacheProblem(error, this.place));
      }
    });
  }
}

/** Knows where every bucket is. */
const anyRegion = 'us-east-1';

async function openClient(): Promise<Opened> {
  // Which version it is, is Thaw's affair.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const sdk = await import('@aws-sdk/client-s3');
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const open = (region: string | undefined): S3Client =>
    new sdk.S3Client({
      ...(region && { region }),
      // Servers other than Amazon's are often called by an address, before which no bucket's name can stand.
      forcePathStyle: Boolean(AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL),
      followRegionRedirects: true,
      // What is read is held against its SHA-256, and what is written is sent with it, which servers of all kinds understand.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: connectionMs,
        socketTimeout: silenceMs,
        httpAgent: { maxSockets: mostRequests * partsAtOnce },
        httpsAgent: { maxSockets: mostRequests * partsAtOnce },
      },
    });
  const client = open(AWS_REGION ?? AWS_DEFAULT_REGION);
  const hasRegion = await client.config.region().then(
    () => true,
    () => false,
  );
  return { sdk, client: hasRegion ? client : open(anyRegion) };
}

/** The server refuses what is not what it should be. */
const checked = (sha256: string) => ({ ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64') });

async function* partsOf(blob: StoredBlob): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < blob.bytes; offset += partBytes)
    yield await blob.read(offset, Math.min(partBytes, blob.bytes - offset));
}

function absentIf(error: unknown, name: string): undefined {
  if ((error as Error | undefined)?.name !== name) throw error;
}
