import type { ModelFiles } from '@thaw/core';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

export interface FileServer {
  /** Ends in a slash. */
  readonly address: string;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** What any static server does: a file where there is one, an empty page at the root else. */
export async function serveFiles(files: ModelFiles): Promise<FileServer> {
  const server = createServer(({ url = '/' }, response) => {
    const path = url === '/' ? 'index.html' : decodeURI(url.slice(1));
    const file = files.get(path);
    response.statusCode = file || url === '/' ? 200 : 404;
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    response.end(file ?? '<!doctype html><title>empty</title>');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
