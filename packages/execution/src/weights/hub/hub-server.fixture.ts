import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gitSha1 } from './hub-cache.js';

export const commit = '0123456789abcdef0123456789abcdef01234567';

interface Repository {
  /** By their names. */
  readonly files: Readonly<Record<string, Buffer>>;
  /** For those alone who send this token. */
  readonly token?: string;
  /** What the hub states of large files in place of their hash. */
  readonly etag?: string;
  /** What the hub states in place of the size. */
  readonly bytes?: number;
  /** What is sent in place of a large file, each time it is asked for, and at last itself. */
  readonly answers?: readonly ((response: ServerResponse) => void)[];
  /** Whether files are small ones, which git itself holds. */
  readonly isSmall?: boolean;
  /** Another name that it has now. */
  readonly movedTo?: string;
}

export interface HubServer {
  readonly endpoint: string;
  /** Method and URL, and what was sent to prove who asks, in order; of the host of large files too. */
  readonly requests: {
    readonly to: string;
    readonly authorization: string | undefined;
    readonly range: string | undefined;
  }[];
  close(): Promise<void>;
}

/** Plays the Hugging Face Hub, whose large files lie on a host of their own. */
export async function serveHub(repositories: Readonly<Record<string, Repository>>): Promise<HubServer> {
  const requests: HubServer['requests'] = [];
  const note = (host: string, { method, url, headers }: IncomingMessage) =>
    requests.push({
      to: `${method} ${host} ${url}`,
      authorization: headers.authorization,
      range: headers.range,
    });
  const sent = new Map<string, number>();

  const storage = await listen((request, response) => {
    note('storage', request);
    const [, owner, name, file] = request.url!.split('/');
    const { files, answers = [] } = repositories[`${owner}/${name}`]!;
    const times = sent.get(request.url!) ?? 0;
    sent.set(request.url!, times + 1);
    const answer = answers[times];
    if (answer) return answer(response);
    const content = files[file!]!;
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': content.length - start });
    response.end(content.subarray(start));
  });

  const hub = await listen((request, response) => {
    note('hub', request);
    const [, owner, name, , revision, file] = request.url!.split('/');
    const repository = repositories[`${owner}/${name}`];
    const refuse = (status: number, code: string) =>
      response.writeHead(status, { 'x-error-code': code }).end();
    // As the hub does for whoever shows no token.
    if (!repository) return refuse(request.headers.authorization ? 404 : 401, 'RepoNotFound');
    const { token, movedTo, files, isSmall, etag, bytes } = repository;
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return refuse(401, 'GatedRepo');
    if (movedTo !== undefined)
      return response.writeHead(307, { location: `/${movedTo}/resolve/${revision}/${file}` }).end();
    if (revision !== 'main' && revision !== commit) return refuse(404, 'RevisionNotFound');
    const content = files[file!];
    if (!content) return refuse(404, 'EntryNotFound');
    const known = { 'x-repo-commit': commit };
    if (isSmall) {
      response.writeHead(200, { ...known, etag: `"${gitSha1(content)}"`, 'content-length': content.length });
      return response.end(request.method === 'HEAD' ? undefined : content);
    }
    const sha256 = createHash('sha256').update(content).digest('hex');
    return response
      .writeHead(302, {
        ...known,
        location: `${storage.address}/${owner}/${name}/${file}`,
        'x-linked-etag': `"${etag ?? sha256}"`,
        'x-linked-size': bytes ?? content.length,
      })
      .end();
  });
  return {
    endpoint: hub.address,
    requests,
    close: async () => void (await Promise.all([hub.close(), storage.close()])),
  };
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}
