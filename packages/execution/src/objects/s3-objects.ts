import { ThawError, type StoredBlob } from '@thaw/core';
import type { S3Client } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { Readable } from 'node:stream';
import { bucketProblem, foreignAnswer, type BucketUse, type UsedBucket } from './bucket-problem.js';
import { describeAddress, type BucketAddress } from '../environment/bucket-address.js';
import type { FoundObject, ObjectStore, ReadObject } from './object-store.js';

/** Requests that are under way at once. */
const mostRequests = 16;
/** What is larger is written in parts of this size, so that no more of it is in memory and a part that fails is all that is sent again. */
const partBytes = 2 ** 24;
const partsAtOnce = 4;
const connectionMs = 5000;
/** A server that says nothing for so long, in each try, does not answer. */
const defaultSilenceMs = 15_000;
const mostTries = 2;

/** Of a list, a thousand objects each. */
const mostPages = 10_000;

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

  constructor(
    private readonly address: BucketAddress,
    /** What is done with it, which says how to do without. */
    readonly use: BucketUse,
    private readonly silenceMs = defaultSilenceMs,
  ) {
    this.place = describeAddress(address);
  }

  async list(beginning: string): Promise<readonly FoundObject[]> {
    const { Bucket, Key: Prefix } = this.#at(beginning);
    const found: FoundObject[] = [];
    const seen = new Set<string>();
    let ContinuationToken: string | undefined;
    for (;;) {
      const page = await this.#ask(async ({ client, sdk }) => {
        const asked = new sdk.ListObjectsV2Command({ Bucket, Prefix, ContinuationToken });
        const { Name, KeyCount, ...listed } = await client.send(asked);
        saidByS3(Name ?? KeyCount);
        return listed;
      });
      for (const { Key = '', Size = 0, ETag = '', LastModified } of page.Contents ?? [])
        found.push({
          name: Key.slice(this.address.prefix.length),
          ...{ bytes: Size, version: ETag, changedMs: LastModified?.getTime() ?? 0 },
        });
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
      if (ContinuationToken === undefined) return found;
      if (seen.has(ContinuationToken) || seen.size === mostPages) throw withoutEnd(this);
      seen.add(ContinuationToken);
    }
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

  readNow(name: string, mostBytes: number): Promise<ReadObject | 'too-large' | undefined> {
    return this.#ask(async ({ client, sdk }) => {
      try {
        const answer = await client.send(new sdk.GetObjectCommand(this.#at(name)));
        const { Body, ContentLength = Infinity, LastModified } = answer;
        if (ContentLength > mostBytes) (Body as Readable | undefined)?.destroy();
        if (ContentLength > mostBytes) return 'too-large';
        if (!Body) return undefined;
        const content = await Body.transformToByteArray();
        const [changedMs, nowMs] = [LastModified?.getTime() ?? 0, dateOf(answer)];
        return { content, version: saidByS3(answer.ETag), changedMs, nowMs };
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

  async write(name: string, blob: StoredBlob, sha256: string, signal: AbortSignal): Promise<string> {
    if (blob.bytes > partBytes) return this.#writeInParts(name, blob, signal);
    const Body = await blob.read(0, blob.bytes);
    return this.#ask(async ({ client, sdk }) => {
      const put = new sdk.PutObjectCommand({ ...this.#at(name), Body, ...checked(sha256) });
      return saidByS3((await client.send(put, { abortSignal: signal })).ETag);
    });
  }

  /** Each part is sent with its SHA-256, as smaller blobs are. */
  async #writeInParts(name: string, blob: StoredBlob, signal: AbortSignal): Promise<string> {
    const { Upload } = await import('@aws-sdk/lib-storage');
    signal.throwIfAborted();
    return this.#ask(async ({ client, sdk }) => {
      const Body = Readable.from(partsOf(blob), { objectMode: false });
      const params = { ...this.#at(name), Body, ChecksumAlgorithm: sdk.ChecksumAlgorithm.SHA256 };
      const upload = new Upload({ client, params, partSize: partBytes, queueSize: partsAtOnce });
      const abort = () => void upload.abort();
      signal.addEventListener('abort', abort);
      try {
        return saidByS3((await upload.done()).ETag);
      } finally {
        signal.removeEventListener('abort', abort);
      }
    });
  }

  replace(
    name: string,
    content: Uint8Array,
    sha256: string,
    version: string | undefined,
  ): Promise<string | undefined> {
    const condition = version === undefined ? { IfNoneMatch: '*' } : { IfMatch: version };
    return this.#ask(async ({ client, sdk }) => {
      try {
        const params = { ...this.#at(name), Body: content, ...checked(sha256), ...condition };
        return saidByS3((await client.send(new sdk.PutObjectCommand(params))).ETag);
      } catch (error) {
        if (!unmetConditions.has((error as Error).name)) throw error;
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
        return await ask(await (this.#opened ??= openClient(this.silenceMs)));
      } catch (error) {
        throw new ThawError(bucketProblem(error, this));
      }
    });
  }
}

/** Something else is there, nothing is, or somebody is writing just now. */
const unmetConditions = new Set(['PreconditionFailed', 'NoSuchKey', 'ConditionalRequestConflict']);

/** Knows where every bucket is. */
const anyRegion = 'us-east-1';

async function openClient(silenceMs: number): Promise<Opened> {
  // Which version it is, is Thaw's affair.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const sdk = await import('@aws-sdk/client-s3');
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION, AWS_MAX_ATTEMPTS } =
    process.env;
  const open = (region: string | undefined): S3Client =>
    new sdk.S3Client({
      ...(region && { region }),
      // Servers other than Amazon's are often called by an address, before which no bucket's name can stand.
      forcePathStyle: Boolean(AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL),
      followRegionRedirects: true,
      ...(AWS_MAX_ATTEMPTS === undefined && { maxAttempts: mostTries }),
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
  const opened = hasRegion ? client : open(anyRegion);
  opened.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      const { headers = {} } = result.response as { headers?: Readonly<Record<string, string>> };
      if (result.output) dates.set(result.output, Date.parse(headers['date'] ?? ''));
      return result;
    },
    { step: 'deserialize', priority: 'high', name: 'thawDate' },
  );
  return { sdk, client: opened };
}

/** When it was given, by the server's clock. */
const dates = new WeakMap<object, number>();
const dateOf = (answer: object): number => dates.get(answer) || Date.now();

/** Of what S3 always says. What else listens there, as a page where one has to log in, only says that all is well. */
function saidByS3<Said>(said: Said | undefined): Said {
  if (said !== undefined) return said;
  throw Object.assign(new Error(), { name: foreignAnswer, $metadata: { httpStatusCode: 200 } });
}

/** The server refuses what is not what it should be. */
const checked = (sha256: string) => ({ ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64') });

const withoutEnd = (bucket: UsedBucket): ThawError =>
  new ThawError(bucketProblem({ name: 'a list of objects without end' }, bucket));

async function* partsOf(blob: StoredBlob): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < blob.bytes; offset += partBytes)
    yield await blob.read(offset, Math.min(partBytes, blob.bytes - offset));
}

function absentIf(error: unknown, name: string): undefined {
  if ((error as Error | undefined)?.name !== name) throw error;
}
