import { LocalWorkspace, type PulumiCommand, type PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { stackEncryption } from "../passphrase.ts";
import { stackMark } from "../runs/end-strays.ts";
import { qualifiedName } from "../stack-ref.ts";
import type { RunOrder, StackOrder } from "./protocol.ts";
import { ENGINE_SWITCHES } from "./scrub-environment.ts";

/** Resource operations that one engine carries out at a time; without a limit its memory grows with the stack. */
export const PARALLEL_OPERATIONS = 8;

/** Environment of an engine process. The passphrase goes this way because arguments can be read by everyone on the machine. */
export function engineEnvironment(order: StackOrder, extra: Record<string, string>): Record<string, string> {
  return {
    ...ENGINE_SWITCHES,
    ...extra,
    ...stackMark(order.ref),
    PULUMI_BACKEND_URL: order.backendUrl,
    PULUMI_CONFIG_PASSPHRASE: order.passphrase,
  };
}

/**
 * A stack on which one method call starts one engine process. The Automation API's own workspace starts up to six: it selects and makes
 * the stack, and asks for outputs and history afterwards, all of which is known here.
 */
export async function openStack(
  order: RunOrder,
  command: PulumiCommand,
  program: PulumiFn,
  extraEnv: Record<string, string>,
): Promise<Stack> {
  const workspace = await LocalWorkspace.create({
    workDir: order.workDir,
    pulumiHome: order.pulumiHome,
    pulumiCommand: command,
    program,
    envVars: engineEnvironment(order, extraEnv),
    projectSettings: { name: order.ref.project, runtime: "nodejs" },
    stackSettings: { [order.ref.name]: await settingsOf(order) },
  });
  const initialise = workspace.createStack.bind(workspace);
  Object.assign(workspace, { createStack: nothing, selectStack: nothing, stackOutputs: async () => ({}) });
  if (order.initialise) await initialise(qualifiedName(order.ref)).catch(ignoreExisting);
  const stack = await Stack.select(qualifiedName(order.ref), workspace);
  return Object.assign(stack, { history: async () => [] });
}

async function settingsOf(order: RunOrder) {
  const encryption = await stackEncryption(order.ref, order.passphrase);
  const entries = Object.entries(order.config).map(([key, { value, secret }]) => [
    key,
    secret === true ? { secure: encryption.encrypt(value) } : value,
  ]);
  return { encryptionSalt: encryption.encryptionSalt, config: Object.fromEntries(entries) };
}

async function nothing(): Promise<void> {}

function ignoreExisting(error: unknown): void {
  if (error instanceof Error && error.name === "StackAlreadyExistsError") return;
  throw error;
}
