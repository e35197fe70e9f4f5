import { FreeholdError, type StackOutputs } from "@freehold/model";
import { openOutputs } from "../../app/secrets/sealed.ts";
import type { JobContext } from "../runner/context.ts";
import { createOutputEvents } from "./output-events.ts";
import { runOnMachine } from "./run-on-machine.ts";

/** Exit code of `hostctl` for a verb that it does not know: that of sysexits.h for wrong use. */
const WRONG_USE = 64;

interface VerbOptions {
  /** How long it may take from the login on, in milliseconds. */
  timeoutMs: number;
  /** Arguments behind the workload. @default - none */
  more?: string;
}

/** `hostctl` on the machine of a tenant, or on its slot: by the login that the tenant's outputs have. */
export interface Hostctl {
  /**
   * Runs a verb on the tenant's workload. What it writes becomes events of the operation.
   *
   * @throws FreeholdError as {@link runOnMachine}, and `workload_unhealthy` with the last that it wrote when it does not end well
   */
  run(verb: string, options: VerbOptions): Promise<void>;
  /** The same of a verb that its version may not have. Returns whether it has. */
  runIfKnown(verb: string, options: VerbOptions): Promise<boolean>;
}

/** @throws FreeholdError `machine_unreachable` for a tenant whose machine nothing is known of */
export function hostctlOf(context: JobContext): Hostctl {
  const outputs = outputsOf(context);
  const { machine, sshPrivateKey, workload } = outputs;
  const connection = { ...machine.ssh, privateKey: sshPrivateKey };
  const runIfKnown: Hostctl["runIfKnown"] = async (verb, { timeoutMs, more = "" }) => {
    const output = createOutputEvents(context.progress, outputs);
    const command = ["hostctl", verb, workload.template, more].filter((word) => word !== "").join(" ");
    const onConnected = (): void => {
      context.machine.touched = true;
    };
    try {
      const { signal } = context;
      const code = await runOnMachine(connection, { command, timeoutMs, signal, onConnected, onLine: output.onLine });
      if (code !== 0 && code !== WRONG_USE) throw failed(command, code, output.last());
      return code === 0;
    } finally {
      output.end();
    }
  };
  return {
    runIfKnown,
    async run(verb, options) {
      if (!(await runIfKnown(verb, options))) throw failed(`hostctl ${verb}`, WRONG_USE, "it does not know the verb");
    },
  };
}

function failed(command: string, code: number | null, last: string): FreeholdError {
  const how = code === null ? "was ended by a signal" : `ended with ${code}`;
  return new FreeholdError("workload_unhealthy", `\`${command}\` ${how}${last === "" ? "" : `: ${last}`}`);
}

function outputsOf({ app, tenant }: JobContext): StackOutputs {
  const outputs = openOutputs(app.envelope, tenant);
  if (outputs !== null) return outputs;
  throw new FreeholdError("machine_unreachable", `nothing says where the machine of tenant "${tenant.name}" is`, {
    nextStep: `heal the tenant (POST /v1/tenants/${tenant.id}/heal): its outputs are written anew`,
  });
}
