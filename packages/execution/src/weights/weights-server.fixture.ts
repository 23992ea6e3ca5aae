import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WeightsServer {
  readonly url: string;
  /** The `range` header of each request, or `whole`. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Answers the n-th request with the n-th of `answers`, and later ones with the last. */
export async function serve(
  ...answers: readonly ((response: ServerResponse, request: IncomingMessage) => void)[]
): Promise<WeightsServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers.range ?? 'whole');
    answers[Math.min(requests.length, answers.length) - 1]!(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/weights`,
    requests,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** All of the content, or from where the request asks it to go on. */
export const whole =
  (content: Buffer) =>
  (response: ServerResponse, request: IncomingMessage): void => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': content.length - start });
    response.end(content.subarray(start));
  };

/** All of the content, whatever the request asks for. */
export const wholeWithoutRanges =
  (content: Buffer) =>
  (response: ServerResponse): void => {
    response.writeHead(200, { 'content-length': content.length }).end(content);
  };

/** Announces all of the content and hangs up in the middle. */
export const half =
  (content: Buffer) =>
  (response: ServerResponse): void => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, content.length / 2), () => setImmediate(() => response.destroy()));
  };

export const status =
  (code: number) =>
  (response: ServerResponse): void => {
    response.writeHead(code).end();
  };
