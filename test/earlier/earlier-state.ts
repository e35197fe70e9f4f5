import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { RunRequest } from "@freehold/engine";

const FOLDER = new URL("./states/", import.meta.url);

/** A stack that an earlier version built, as its own `pulumi stack export` says it. */
export interface EarlierState {
  /** What it is, in one sentence. */
  readonly is: string;
  /** The engine's name of the program. */
  readonly program: "tenant" | "shared-host";
  readonly stack: string;
  /** Of this stack, which exists nowhere but in this file. */
  readonly passphrase: string;
  /** The configuration that it was built with. A secret value is encrypted with the passphrase: what a sandbox made up looks like a real cloud's. */
  readonly config: Readonly<Record<string, { value: string; secret?: boolean }>>;
  readonly export: {
    readonly version: number;
    readonly deployment: { readonly resources: readonly EarlierResource[] };
  };
}

export interface EarlierResource {
  readonly urn: string;
  readonly type: string;
  readonly protect?: boolean;
}

/** The names of all that are kept, without `.json`. */
export function earlierStates(): string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ""));
}

export function readEarlierState(name: string): EarlierState {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8")) as EarlierState;
}

/** The configuration as the engine takes it. */
export function configOf({ passphrase, config }: EarlierState): RunRequest["config"] {
  return mapSecrets(config, (value) => open(passphrase, value));
}

/** The configuration as a file keeps it. */
export function sealConfig(passphrase: string, config: RunRequest["config"]): EarlierState["config"] {
  return mapSecrets(config, (value) => seal(passphrase, value));
}

function mapSecrets(config: EarlierState["config"], change: (value: string) => string): RunRequest["config"] {
  const entries = Object.entries(config).map(([key, entry]) => [
    key,
    entry.secret === true ? { ...entry, value: change(entry.value) } : entry,
  ]);
  return Object.fromEntries(entries);
}

function seal(passphrase: string, value: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyOf(passphrase), nonce);
  return Buffer.concat([nonce, cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

function open(passphrase: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const cipher = createDecipheriv("aes-256-gcm", keyOf(passphrase), bytes.subarray(0, 12));
  cipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]).toString("utf8");
}

function keyOf(passphrase: string): Buffer {
  return scryptSync(passphrase, "freehold states of earlier versions", 32, { N: 1024 });
}
