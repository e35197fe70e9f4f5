import { createHash, createPrivateKey } from "node:crypto";
import { createRequire } from "node:module";
import { resourceKindOf } from "@freehold/model";
import * as pulumi from "@pulumi/pulumi";

/** A resource as a program registered it. */
export interface RecordedResource {
  type: string;
  name: string;
  /** Inputs with secrets in plain; `secretInputs` names those that were secret. */
  inputs: Record<string, unknown>;
  secretInputs: string[];
  /** Name of the parent, undefined for children of the stack. */
  parent: string | undefined;
  protect: boolean;
  retainOnDelete: boolean;
  deleteBeforeReplace: boolean;
  ignoreChanges: string[];
  /** Names of the resources that it waits for. */
  dependsOn: string[];
  /** Name of the resource that takes this one with it. */
  deletedWith: string | undefined;
  /** Name of the provider resource, undefined for the default one. */
  provider: string | undefined;
}

/** What a program did. */
export interface RecordedProgram<T> {
  resources: RecordedResource[];
  /** Invokes, as `token` and arguments. */
  calls: { token: string; args: Record<string, unknown> }[];
  outputs: T;
}

const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The request of a registration, as far as it is recorded. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  /** False for a component. */
  getCustom(): boolean;
  getParent(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDeletebeforereplace(): boolean;
  getIgnorechangesList(): string[];
  getDependenciesList(): string[];
  getDeletedwith(): string;
  getProvider(): string;
}

/**
 * Runs a program against a recording engine and waits until everything it set going has ended. What providers would answer is made
 * from the stack's name, so that two stacks have different keys and addresses.
 *
 * @param options.neverMade Resources answer as in a destroy of a stack in which none of them was made.
 * @throws Error of an input that is rejected, and when it registers a resource without a row in the table of resource kinds: nobody would find it again
 */
export async function recordProgram<T extends object>(
  stack: string,
  program: () => T,
  { neverMade = false }: { neverMade?: boolean } = {},
): Promise<RecordedProgram<pulumi.Unwrap<T>>> {
  const inputs = new Map<string, unknown>();
  const calls: RecordedProgram<T>["calls"] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given }) => {
        inputs.set(`${type} ${name}`, given);
        if (neverMade) return { id: "", state: given };
        return { id: idOf(stack, type, name), state: { ...given, ...providerOutputs(stack, name, given) } };
      },
      call: ({ token, inputs: args }) => {
        calls.push({ token, args });
        return { ...args, zoneId: "zone-from-look-up", results: [] };
      },
    },
    "test",
    stack,
  );
  const requests = recordRequests();
  const outputs = await orRejected(async () => {
    const built = await pulumi.runtime.runInPulumiStack(async () => program());
    await pulumi.runtime.disconnect(false);
    return built;
  });
  const unknown = requests.filter(isUnknown).map((request) => request.getType());
  if (unknown.length > 0) throw new Error(`no row in the table of resource kinds has ${unknown.join(", ")}`);
  return {
    resources: requests.map((request) => recorded(request, inputs)),
    calls,
    outputs: outputs as pulumi.Unwrap<T>,
  };
}

/** What a program is followed by: Pulumi carries each registration out in a promise of this function. */
const runtime: { debuggablePromise<P>(promise: Promise<P>, label: unknown): Promise<P> } = createRequire(
  import.meta.url,
)("@pulumi/pulumi/runtime/debuggable");
const REGISTRATION = /^resource:|-initial$/;

/** What waits for a resource whose inputs are rejected waits for ever: Pulumi lets the rejection end the process. */
async function orRejected<T>(work: () => Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const follow = runtime.debuggablePromise;
  runtime.debuggablePromise = <P>(given: Promise<P>, label: unknown) =>
    follow(REGISTRATION.test(String(label)) ? (given.catch(reject) as Promise<P>) : given, label);
  try {
    return await Promise.race([work(), promise]);
  } finally {
    runtime.debuggablePromise = follow;
  }
}

/** True for a resource that the table does not have; components, the stack and its providers are none. */
function isUnknown(request: RegisterRequest): boolean {
  const type = request.getType();
  return request.getCustom() && !type.startsWith("pulumi:") && resourceKindOf(type) === undefined;
}

/** The recorded resource of a name. */
export function resourceNamed(program: RecordedProgram<unknown>, name: string): RecordedResource {
  const found = program.resources.find((resource) => resource.name === name);
  if (!found)
    throw new Error(`no resource ${name}, there are ${program.resources.map((resource) => resource.name).join(", ")}`);
  return found;
}

function recordRequests(): RegisterRequest[] {
  const requests: RegisterRequest[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: RegisterRequest, callback: unknown): unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    requests.push(request);
    return register(request, callback);
  };
  return requests;
}

function recorded(request: RegisterRequest, inputs: ReadonlyMap<string, unknown>): RecordedResource {
  const given = inputs.get(`${request.getType()} ${request.getName()}`) as Record<string, unknown>;
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: withoutMarks(given) as Record<string, unknown>,
    secretInputs: Object.keys(given).filter((key) => isMarked(given[key])),
    parent: nameInUrn(request.getParent()),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    ignoreChanges: request.getIgnorechangesList(),
    dependsOn: request.getDependenciesList().flatMap((urn) => nameInUrn(urn) ?? []),
    deletedWith: nameInUrn(request.getDeletedwith()),
    provider: nameInUrn(request.getProvider()),
  };
}

/** `urn:pulumi:<stack>::<project>::<types>::<name>`; undefined for none and for the stack itself. */
function nameInUrn(urn: string): string | undefined {
  const [, , type, name] = urn.split("::");
  return type === "pulumi:pulumi:Stack" ? undefined : name;
}

function isMarked(value: unknown): boolean {
  return typeof value === "object" && value !== null && SECRET_SIGNATURE in value;
}

function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (typeof value !== "object" || value === null) return value;
  if (isMarked(value)) return withoutMarks((value as { value: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutMarks(inner)]));
}

function idOf(stack: string, type: string, name: string): string {
  const digest = digestOf(stack, name);
  return /^(hcloud|digitalocean:index\/(droplet|sshKey)):?/.test(type)
    ? String(Number.parseInt(digest.slice(0, 6), 16))
    : digest.slice(0, 16);
}

function digestOf(stack: string, name: string): string {
  return createHash("sha512").update(`${stack} ${name}`).digest("hex");
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410, 7). */
const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** What real providers would add to the inputs. */
function providerOutputs(stack: string, name: string, { length }: { length?: number }): Record<string, unknown> {
  const digest = digestOf(stack, name);
  const key = Buffer.from(digest).toString("base64").slice(0, 68);
  const seed = Buffer.from(digest.slice(0, 64), "hex");
  return {
    privateKeyPem: createPrivateKey({
      key: Buffer.concat([ED25519_PKCS8, seed]),
      format: "der",
      type: "pkcs8",
    }).export({ format: "pem", type: "pkcs8" }),
    hex: digest.repeat(2).slice(0, 2 * (length ?? 1)),
    result: `Pw1${digest}`.slice(0, length ?? 8),
    publicKeyOpenssh: `ssh-ed25519 ${key}\n`,
    certPem: "-----BEGIN CERTIFICATE-----",
    privateKeyOpenssh: `-----BEGIN OPENSSH PRIVATE KEY-----\n${key}\n-----END OPENSSH PRIVATE KEY-----\n`,
    ipv4Address: `127.${[0, 2, 4].map((at) => Number.parseInt(digest.slice(at, at + 2), 16)).join(".")}`,
    ipv6Address: `2001:db8:${digest.slice(0, 4)}::1`,
    ip: "10.0.0.2",
    ipv4AddressPrivate: "10.0.0.2",
    fingerprint: digest.slice(0, 32),
    vmId: 100,
  };
}
