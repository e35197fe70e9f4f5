import type { Scene } from "./scene.ts";

/**
 * What stands between a slot and its host, each a function of the host's program that does nothing where it is switched off: what a key may
 * say, the limit while a bundle is read, its signature, its archive, its compose file line by line, Compose's own reading of that file
 * as the slot's user, names, ports and mounts in what came out of it, and the containers that Docker made of it before they start.
 */
export const LAYERS = [
  "check_verb",
  "spool",
  "verify_signature",
  "check_unpacked",
  "check_compose",
  "read_compose",
  "check_names",
  "check_ports",
  "check_mounts",
  "check_containers",
] as const;
/** One of the layers; `userns`: root in a container is nobody on the host; `docker`, `tar`: what those do by themselves. */
export type Layer = (typeof LAYERS)[number] | "userns" | "docker" | "tar";

/** One way that an attacker tries. The attacker holds the slot's key, the key that signs its bundles, and all that runs in its containers. */
export interface Attack {
  /** What it would reach, in a few words; unique. */
  name: string;
  /** Which of the ways out of the first version it is, 1 to 6; undefined: a variant that was not found in it. */
  found?: number;
  /** The layer that stops it, and the one that does when that one is off. */
  stoppedBy: [first: Layer, next: Layer];
  /** Does it. Resolves with what was reached, in words that prove it; undefined: everything was let through, and nothing was reached. */
  attempt(scene: Scene): Promise<string | undefined>;
}

/** The host refused something. */
export class Refused extends Error {
  readonly layer: string;

  /** @param said What hostctl wrote, with the mark of the layer that the traced program adds */
  constructor(said: string) {
    super(said.replace(/ ?\[layer [^\]]*\]/g, "").trim());
    this.name = "Refused";
    this.layer = /\[layer ([a-z_]*)\]/.exec(said)?.[1] ?? (/user namespaces|userns/i.test(said) ? "userns" : "");
  }
}
