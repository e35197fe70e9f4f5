import type { Scene } from "./scene.ts";

/**
 * What stands between a slot and its host, each a function of the host's program that does nothing where it is switched off: what a key may
 * say, the limit while a bundle is read, its signature, what the statement says, that none newer was applied, the limit while it is unpacked, its archive, its small files, its compose file line by line, Compose's own reading of that file
 * as the slot's user, names, ports and mounts in what came out of it, and the containers that Docker made of it before they start.
 */
export const LAYERS = [
  "check_verb",
  "spool",
  "verify_signature",
  "statement_holds",
  "serial_holds",
  "open_archive",
  "check_unpacked",
  "check_notes",
  "check_compose",
  "read_compose",
  "check_names",
  "check_ports",
  "check_mounts",
  "check_containers",
] as const;
/**
 * One of the layers, or what cannot be switched off alone. `userns`: root in a container is nobody on the host; `layout`: what root reads lies
 * apart from what a bundle brings and containers see; `override`: what the host adds to each service; `docker`, `tar`, `sshd`: what those do
 * by themselves; `hostctl`: what it refuses outside those functions.
 */
export type Layer = (typeof LAYERS)[number] | "userns" | "layout" | "override" | "docker" | "tar" | "sshd" | "hostctl";

/** One way that an attacker tries. The attacker holds the slot's key, the key that signs its bundles, and all that runs in its containers. */
export interface Attack {
  /** What it would reach, in a few words; unique. */
  name: string;
  /** Which of the ways out of the first version it is, 1 to 6; undefined: a variant that was not found in it. */
  found?: number;
  /** The layer that stops it, and the one that does when that one is off; none behind one that cannot be switched off alone. */
  stoppedBy: [first: Layer, next?: Layer];
  /** Does it. Resolves with what was reached, in words that prove it; undefined: everything was let through, and nothing was reached. */
  attempt(scene: Scene): Promise<string | undefined>;
}
