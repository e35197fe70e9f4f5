import * as pulumi from "@pulumi/pulumi";
import { buildWorkload } from "../workload/build-workload.ts";
import type { DeployedWorkload } from "../workload/workload-args.ts";
import type { SupabaseCredentials, SupabaseStackArgs } from "./supabase-args.ts";

/**
 * One tenant's Supabase on a machine that runs Docker and `hostctl`: `Workload` of the template `supabase`, with its settings and credentials
 * by name.
 *
 * Deleting it deletes the tenant's data. Give it the option `deletedWith: machineOf(server)`, so that it goes with its machine.
 */
export class SupabaseStack extends pulumi.ComponentResource {
  /** The tenant's URL, once all services are healthy. */
  readonly url: pulumi.Output<string>;
  /** Where each service is reached, by name; once all are healthy. */
  readonly endpoints: pulumi.Output<Record<string, string>>;
  /** What the tenant's users and owners log in with. Secret. */
  readonly credentials: pulumi.Output<SupabaseCredentials>;
  /** What runs on the machine. */
  readonly workload: pulumi.Output<DeployedWorkload>;
  /** True once all services are healthy; an update that does not get there fails. */
  readonly ready: pulumi.Output<boolean>;

  constructor(name: string, args: SupabaseStackArgs, opts: pulumi.ComponentResourceOptions = {}) {
    // As in `Workload`: the engine must not know of the component itself that it goes with the machine.
    const { deletedWith: machine, ...own } = opts;
    super("freehold:index:SupabaseStack", name, {}, own);

    const { ports, ...rest } = args;
    const given = { ...rest, template: "supabase", ...(ports === undefined ? {} : { ports: { ...ports } }) };
    const built = buildWorkload(this, name, given, machine);

    this.url = built.url;
    this.endpoints = built.endpoints;
    this.credentials = built.credentials.apply((credentials) => credentials as unknown as SupabaseCredentials);
    this.workload = built.workload;
    this.ready = built.ready;
    this.registerOutputs({
      url: this.url,
      endpoints: this.endpoints,
      credentials: this.credentials,
      workload: this.workload,
      ready: this.ready,
    });
  }
}
