/** A registry of npm's kind on localhost, which knows the packages that are published to it and no others. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { basename } from 'node:path';

export class Registry {
  #server = createServer((request, response) => this.#answer(request, response));
  /** By name, what the registry tells of each. */
  #packages = new Map();
  /** By path, the file of each version. */
  #tarballs = new Map();

  static async open() {
    const registry = new Registry();
    registry.#server.listen(0, 'localhost');
    await once(registry.#server, 'listening');
    return registry;
  }

  get url() {
    return `http://localhost:${this.#server.address().port}`;
  }

  /** Makes a tarball the latest version of its package. */
  publish(manifest, file) {
    const { name, version } = manifest;
    const content = readFileSync(file);
    const path = `/${name}/-/${basename(file)}`;
    const hash = (algorithm, encoding) => createHash(algorithm).update(content).digest(encoding);
    const dist = {
      tarball: this.url + path,
      integrity: `sha512-${hash('sha512', 'base64')}`,
      shasum: hash('sha1', 'hex'),
    };
    const { versions = {} } = this.#packages.get(name) ?? {};
    this.#tarballs.set(path, content);
    this.#packages.set(name, {
      ...{ name, 'dist-tags': { latest: version } },
      versions: { ...versions, [version]: { ...manifest, dist } },
    });
  }

  #answer({ method, url }, response) {
    const path = decodeURIComponent(new URL(url, this.url).pathname);
    const tarball = this.#tarballs.get(path);
    const known = this.#packages.get(path.slice(1));
    // What is published a moment later must be seen.
    response.setHeader('cache-control', 'no-store');
    if (method !== 'GET' || (tarball ?? known) === undefined) response.writeHead(404).end('{}');
    else if (tarball !== undefined) response.end(tarball);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(known));
  }

  async close() {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
