import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Lets only those with the right credentials through to a server. Worse than most, its refusal repeats what it was sent. */
export class MlflowGate {
  /** The `Authorization` headers that it lets pass. */
  accepted: readonly string[] = [];
  /** Requests that it let pass. */
  passed = 0;

  private constructor(
    private readonly http: Server,
    private readonly upstream: string,
  ) {
    http.on('request', (request, response) => void this.#serve(request, response));
  }

  static async listen(upstream: string): Promise<MlflowGate> {
    const http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new MlflowGate(http, upstream);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization = '', 'content-type': type = '' } = request.headers;
    if (!this.accepted.includes(authorization)) {
      const decoded = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
      response.writeHead(401, { 'content-type': 'text/plain' }).end(`not ${authorization} ${decoded}`);
      return;
    }
    this.passed++;
    const answer = await fetch(`${this.upstream}${request.url}`, {
      method: request.method!,
      headers: { 'content-type': type },
      body: request.method === 'GET' ? null : new Uint8Array(Buffer.concat(chunks)),
    });
    response
      .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
      .end(Buffer.from(await answer.arrayBuffer()));
  }

  get host(): string {
    return `127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  close(): void {
    this.http.closeAllConnections();
    this.http.close();
  }
}
