import { z } from "zod";
import { Cloud, Template } from "./vocabulary.ts";

export const MachineOutput = z.object({
  id: z.string().describe("The cloud's own id of the machine"),
  cloud: Cloud,
  region: z.string(),
  ipv4: z.string(),
  ipv6: z.string().optional(),
  privateIpv4: z.string().optional(),
  ssh: z.object({
    host: z.string(),
    port: z.number().int(),
    user: z.string(),
    hostKey: z
      .string()
      .describe("The machine's public host key in `authorized_keys` form; connections that see another key end"),
  }),
});
export type MachineOutput = z.infer<typeof MachineOutput>;

/** The outputs of a tenant's stack: a public contract, the same under `pulumi up` and in the service. */
export const StackOutputs = z.object({
  machine: MachineOutput,
  sshPrivateKey: z.string(),
  url: z.string(),
  endpoints: z.record(z.string(), z.string()),
  workload: z.looseObject({ template: Template, version: z.string() }),
  credentials: z
    .record(z.string(), z.string())
    .describe(
      "What its template says, by name. For Supabase: `anonKey`, `serviceRoleKey`, `jwtSecret`, `databaseUrl`, `dashboardPassword`",
    ),
  dns: z.array(z.object({ name: z.string(), type: z.string(), value: z.string() })),
  costPerMonth: z.object({ amount: z.number(), currency: z.string() }),
});
export type StackOutputs = z.infer<typeof StackOutputs>;

/** The outputs with every secret value replaced by `***`; the keys stay. */
export function maskOutputs(outputs: StackOutputs): StackOutputs {
  const credentials = Object.fromEntries(Object.keys(outputs.credentials).map((key) => [key, "***"]));
  return { ...outputs, sshPrivateKey: "***", credentials };
}
