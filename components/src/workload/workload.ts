import * as pulumi from "@pulumi/pulumi";
import { buildWorkload } from "./build-workload.ts";
import type { DeployedWorkload, WorkloadArgs } from "./workload-args.ts";

/**
 * What runs on a tenant's machine, by a template: on a machine that runs Docker and `hostctl`. Its secrets are made with it and stay the
 * same at every update.
 *
 * Deleting it deletes the tenant's data. Give it the option `deletedWith: machineOf(server)`, so that it goes with its machine.
 */
export class Workload extends pulumi.ComponentResource {
  /** The tenant's URL, once all services are healthy. */
  readonly url: pulumi.Output<string>;
  /** Where each service is reached, by name; once all are healthy. */
  readonly endpoints: pulumi.Output<Record<string, string>>;
  /** What the tenant's users and owners log in with, by the names of the template's manifest. Secret. */
  readonly credentials: pulumi.Output<Record<string, string>>;
  /** What runs on the machine. */
  readonly workload: pulumi.Output<DeployedWorkload>;
  /** True once all services are healthy; an update that does not get there fails. */
  readonly ready: pulumi.Output<boolean>;

  constructor(name: string, args: WorkloadArgs, opts: pulumi.ComponentResourceOptions = {}) {
    // What goes with the machine is in it. Of itself the engine must not know that: a refresh that misses the machine would miss this
    // component's registration, and fail at its outputs.
    const { deletedWith: machine, ...own } = opts;
    super("freehold:index:Workload", name, {}, own);

    const built = buildWorkload(this, name, args, machine);

    this.url = built.url;
    this.endpoints = built.endpoints;
    this.credentials = built.credentials;
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
