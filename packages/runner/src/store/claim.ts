import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

/** Who holds a claim. */
export interface ClaimOwner {
  readonly pid: number;
  readonly host: string;
  /** What for, in words. */
  readonly purpose: string;
  readonly token: string;
}

export interface Claim {
  release(): Promise<void>;
}

export type ClaimAttempt = { readonly claim: Claim } | { readonly owner: ClaimOwner };

/** On another machine a process cannot be looked up; its claim lives as long as it is renewed. */
const expiryMs = 60_000;
const renewalMs = 10_000;
/** Replacing a claim takes milliseconds; a guard this old belongs to a process that died meanwhile. */
const guardExpiryMs = 10_000;

/**
 * Takes a claim on what `file` stands for, if nobody has it. A claim ends with its process: one whose process is gone
 * (on this machine), or that was not renewed for a minute (on another), is taken over.
 */
export async function tryClaim(file: string, purpose: string): Promise<ClaimAttempt> {
  const mine: ClaimOwner = { pid: process.pid, host: hostname(), purpose, token: randomUUID() };
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${mine.token}`;
  await writeFile(beside, JSON.stringify(mine));
  try {
    if (await succeeds(link(beside, file), 'EEXIST')) return { claim: held(file, mine) };
    const owner = await readOwner(file);
    if (owner && (await isAlive(owner, file))) return { owner };
    if (!(await takeOver(file, beside))) return { owner: owner ?? mine };
    return { claim: held(file, mine) };
  } finally {
    await rm(beside, { force: true });
  }
}

/** Only one process at a time replaces a claim, and looks again before it does. */
async function takeOver(file: string, beside: string): Promise<boolean> {
  const guard = `${file}.guard`;
  if (!(await succeeds(mkdir(guard), 'EEXIST'))) {
    const since = await stat(guard).catch(() => undefined);
    if (since && Date.now() - since.mtimeMs > guardExpiryMs) await rmdir(guard).catch(() => {});
    return false;
  }
  try {
    const owner = await readOwner(file);
    if (owner && (await isAlive(owner, file))) return false;
    // One that was just given back is free to all, and must not be taken from who was quicker.
    if (!existsSync(file)) return await succeeds(link(beside, file), 'EEXIST');
    await rename(beside, file);
    return true;
  } finally {
    await rmdir(guard);
  }
}

/** Renews a file for as long as this process runs, or until the returned function is called. */
export function keepRenewed(file: string): () => void {
  const renewal = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, renewalMs);
  renewal.unref();
  return () => clearInterval(renewal);
}

function held(file: string, { token }: ClaimOwner): Claim {
  const stopRenewal = keepRenewed(file);
  return {
    async release() {
      stopRenewal();
      // Whoever took it over meanwhile keeps it.
      if ((await readOwner(file))?.token === token) await rm(file, { force: true });
    },
  };
}

/** None if the claim is gone, or was torn by a crash. */
async function readOwner(file: string): Promise<ClaimOwner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ClaimOwner;
  } catch {
    return undefined;
  }
}

/** Whether the process that holds `file` still runs; one on another machine does while it renews the file. */
export async function isAlive(
  { pid, host }: Pick<ClaimOwner, 'pid' | 'host'>,
  file: string,
): Promise<boolean> {
  if (host !== hostname()) {
    const renewed = await stat(file).catch(() => undefined);
    return renewed !== undefined && Date.now() - renewed.mtimeMs < expiryMs;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function succeeds(operation: Promise<unknown>, expected: string): Promise<boolean> {
  try {
    await operation;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== expected) throw error;
    return false;
  }
}
