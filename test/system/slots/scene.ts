import type { SshTarget } from "@freehold/sandbox/testing/ssh";
import { openSsh } from "@freehold/sandbox/testing/ssh";
import { type Entry, packed } from "./archive.ts";
import { canonicalYaml } from "./canonical-yaml.ts";
import { Refused } from "./refused.ts";

/** The image of all containers here: busybox and bash, and nothing else. */
export const TOOLS = "example.invalid/tools:1";

/** Shell lines that put them into the folder `$folder/bin`, on a container machine. */
export const COPY_TOOLS = `
cp /usr/local/lib/freehold-sandbox/stand-in/busybox /usr/local/lib/freehold-sandbox/stand-in/bash "$folder/bin"
for applet in $(busybox --list); do [ -e "$folder/bin/$applet" ] || ln -s busybox "$folder/bin/$applet"; done
`;

/** A machine with slots, as who judges sees it. */
export interface Ground {
  /** Runs a program as the host's root. */
  inHost(command: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }>;
}

/** What the operator granted to a slot. */
export interface Granted {
  id: string;
  ports: number[];
  /** The name that the edge leads to it. */
  name: string;
}

/** A slot, with all that its tenant holds. */
export interface Slot {
  id: string;
  /** Its user, project, network and volume: `fh-<id>`. */
  owner: string;
  ssh: SshTarget;
  ports: number[];
  /** The name that the edge leads to it. */
  host: string;
  /** The folder of its volume on the host. */
  data: string;
  /** The operator grants it other things; `isSigning` registers its key for bundles, which is what a host that asks for signed ones gets by itself. */
  create(changes: Partial<Granted>, isSigning?: boolean): Promise<unknown>;
  /** A packed bundle with its statement and signature. */
  sign(bundle: string, workload: string, changes?: Changes): string;
  /** Turns a packed bundle into what the host reads, signed where it asks for that. */
  seal(bundle: string, workload: string, changes?: Changes): string;
}

/** What is said of a bundle in its statement, where it is not what belongs there. */
export interface Changes {
  slot?: string;
  workload?: string;
  serial?: number;
  expiresSec?: number;
  /** The key that signs, PEM. */
  key?: string;
}

/** What a bundle is made of. */
export interface Bundle {
  /** An object is written in the form that the host asks for; a text is taken as it is. */
  compose: object | string;
  /** Further entries of the archive, before the compose file. */
  entries?: Entry[];
  /** Entries after it. */
  after?: Entry[];
  /** @default - the slot's own */
  project?: string;
}

/** An attacker and a neighbour on one host, and what each may do. */
export interface Scene {
  attacker: Slot;
  neighbour: Slot;
  /** The host asks for signed bundles in the canonical form. */
  isStrict: boolean;
  /** `hostctl apply` by a slot's key. @throws Refused */
  apply(slot: Slot, workload: string, bundle: Bundle): Promise<string>;
  /** What `apply` would send. */
  bundle(slot: Slot, bundle: Bundle): string;
  /** The same with what is sent given to the letter. @throws Refused */
  send(slot: Slot, command: string, stdin?: string): Promise<string>;
  /** What runs in a container of a slot: the shell of a service's first container. Resolves with what it wrote; what it says of failing too. */
  inside(slot: Slot, service: string, script: string): Promise<string>;
  /** The judge's look at the host, as root. Resolves with what the script wrote, or what it said of failing. */
  asRoot(script: string): Promise<string>;
}

/** A scene on this ground. */
export function sceneOn(ground: Ground, attacker: Slot, neighbour: Slot, isStrict: boolean): Scene {
  const asRoot = async (script: string) => {
    const { stdout, stderr } = await ground.inHost(["sh", "-c", script]);
    return `${stdout}${stderr}`.trim();
  };
  const send = async (slot: Slot, command: string, stdin = "") => {
    const session = await openSsh(slot.ssh);
    try {
      const { exitCode, stdout, stderr } = await session.run(command, stdin);
      if (exitCode !== 0) throw new Refused(`${stderr}${stdout}`);
      return stdout;
    } finally {
      await session.close();
    }
  };
  const bundle = (slot: Slot, made: Bundle) => packed(entriesOf(slot, made, isStrict));
  return {
    attacker,
    neighbour,
    isStrict,
    asRoot,
    send,
    bundle,
    apply: async (slot, workload, made) =>
      send(slot, `hostctl apply ${workload}`, slot.seal(bundle(slot, made), workload)),
    async inside(slot, service, script) {
      const filter = `--filter label=com.docker.compose.service=${service} --filter network=${slot.owner}`;
      const container = await asRoot(`docker ps -q ${filter} | head -n 1`);
      if (container === "") throw new Error(`no container of ${service} runs in ${slot.owner}`);
      const { stdout, stderr } = await ground.inHost(["docker", "exec", container, "sh", "-c", script]);
      return `${stdout}${stderr}`.trim();
    },
  };
}

function entriesOf(
  slot: Slot,
  { compose, entries = [], after = [], project = slot.owner }: Bundle,
  isStrict: boolean,
): Entry[] {
  const text = typeof compose === "string" ? compose : isStrict ? canonicalYaml(compose) : JSON.stringify(compose);
  return [...entries, { name: "project", data: `${project}\n` }, { name: "compose.yaml", data: text }, ...after];
}

/** A service that stays, and whatever else is said of it. */
export function service(further: object = {}): object {
  return {
    image: TOOLS,
    restart: "unless-stopped",
    entrypoint: ["/bin/sh", "-c", "trap 'exit 0' TERM; sleep 2147483647 & wait"],
    ...further,
  };
}

/** A compose file of these services, each with what the host demands of all. */
export function composeOf(
  { isStrict }: Scene,
  slot: Slot,
  services: Record<string, object>,
  further: object = {},
): object {
  const complete = Object.entries(services).map(([name, each]) => [name, isStrict ? { ...DEMANDED, ...each } : each]);
  return { name: slot.owner, services: Object.fromEntries(complete), ...further };
}

/** Limits without which no service of a slot is taken. */
const DEMANDED = {
  pids_limit: 200,
  security_opt: ["no-new-privileges:true"],
  logging: { driver: "local", options: { "max-size": "10m", "max-file": "3" } },
  ulimits: { nofile: { soft: 1024, hard: 1024 } },
};
