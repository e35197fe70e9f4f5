import type { AnyResource, CheckFailure } from "./resource.ts";

/** A function that programs call, such as `cloudflare.getZone`. */
export interface InvokeDefinition<Client> {
  invoke(call: { client: Client; args: Record<string, unknown>; signal: AbortSignal }): Promise<object>;
}

/** A provider: one package of resources and functions, and how it is configured. */
export interface ProviderDefinition<Client> {
  /** Package name: `hcloud`. */
  name: string;

  /** Version of the package whose types it serves: `1.41.0`. */
  version: string;

  /**
   * Finds faults in the configuration before anything is done with it. `unknown` names what another resource has yet to
   * make, in a preview.
   *
   * @default - accepts everything
   */
  checkConfig?(config: Record<string, unknown>, unknown: ReadonlySet<string>): CheckFailure[];

  /** Makes what every call of this provider resource works with. Each provider resource has its own. */
  configure(config: Record<string, unknown>): Client;

  /**
   * The package's Pulumi schema, as JSON: what programs in YAML are checked against, and `pulumi package get-schema` prints.
   *
   * @default - name and version alone, which is enough for programs that have an SDK
   */
  schema?(): string;

  /** Type token → resource. */
  resources: Readonly<Record<string, AnyResource<Client>>>;

  /** Function token → function. @default - none */
  functions?: Readonly<Record<string, InvokeDefinition<Client>>>;
}
