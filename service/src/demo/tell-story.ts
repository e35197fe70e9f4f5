import { setTimeout } from "node:timers/promises";
import { createClient, type FreeholdClient } from "@freehold/client";
import type { DriftFinding, Operation, StackOutputs } from "@freehold/model";
import type { Demo } from "./demo.ts";
import { STORY_MACHINES } from "./story-clouds.ts";
import type { Shortcoming } from "./verify-tenant.ts";

const LOOK_MS = 100;
const SEEN_WITHIN_MS = 60_000;

/** Follows an operation and shows it. */
export type Follow = (operationId: string, title: string) => Promise<Operation>;

/**
 * A machine is deleted behind our back: the ledger sees it, a heal is planned with its price, another person approves, and the machine is
 * recreated under the same name with the same credentials.
 *
 * @returns What fell short
 */
export async function tellStory(
  { service, err }: Demo,
  client: FreeholdClient,
  { name, before, follow }: { name: string; before: StackOutputs; follow: Follow },
): Promise<Shortcoming[]> {
  const say = (what: string, text: string): void => void err.write(`  ${what.padEnd(10)} ${text}\n`);
  err.write("\nA story: somebody deletes the machine in the cloud's own console.\n\n");
  await deleteMachine(service, before);
  say("deleted", `${before.machine.cloud} machine ${before.machine.id}, by the cloud's API; the service was not told`);
  const gone = await untilSeen(client, name);
  say("seen", `${gone.cloud} ${gone.type} ${gone.name} is gone; ${name} is ${(await client.getTenant(name)).status}`);

  const refused = await follow((await client.healTenant(name)).operation.id, `healing ${name}`);
  if (refused.failure?.code !== "approval_required") return [`the heal was not refused: it has ${refused.status}`];
  say("planned", `${planOf(refused)}; nothing was changed: somebody has to approve what is lost`);
  const { member, approved } = await approveAsAnother(service.url, client, refused.id);
  say("approved", `by ${member}, who is another person than asked; approval ${approved.approval.id}`);
  const applied = await client.applyApproval(approved.approval.id, approved.token);
  const healed = await follow(applied.operation.id, `recreating the machine of ${name}`);
  const after = await client.getOutputs(name, { reveal: true });
  say("recreated", `machine ${after.machine.id} at ${after.machine.ipv4}, behind the same ${after.url}`);
  say("data", "the machine had no data volume: what was on it is lost. Name, keys and credentials are the same");
  err.write("\n");
  return shortcomingsOf(healed, before, after);
}

/** As anybody could who has the account's token. */
async function deleteMachine({ sandbox }: Demo["service"], { machine }: StackOutputs): Promise<void> {
  const collection = STORY_MACHINES[machine.cloud];
  if (sandbox === undefined || collection === undefined) throw new Error(`no story is told at ${machine.cloud}`);
  const { endpoint, token } = machine.cloud === "hetzner" ? sandbox.hetzner : sandbox.digitalocean;
  const url = `${endpoint}/${collection}/${machine.id}`;
  const { ok, status } = await fetch(url, { method: "DELETE", headers: { authorization: `Bearer ${token}` } });
  if (!ok) throw new Error(`the cloud answered ${status} when the machine was deleted`);
}

/** The ledger looks by itself every ten minutes; nobody wants to wait for that. */
async function untilSeen(client: FreeholdClient, name: string): Promise<DriftFinding> {
  await client.sweepLedger();
  const deadline = Date.now() + SEEN_WITHIN_MS;
  while (Date.now() < deadline) {
    const { findings } = await client.getDrift(name);
    const gone = findings.find(({ meaning, type }) => meaning === "gone" && type !== "dns_record");
    if (gone !== undefined) return gone;
    await setTimeout(LOOK_MS);
  }
  throw new Error("the ledger did not see within a minute that the machine is gone");
}

function planOf({ plan }: Operation): string {
  const changes = plan?.needsApproval.map(({ op, name }) => `${op} ${name}`).join(", ") ?? "";
  const cost = plan?.costPerMonth.after;
  return cost ? `${changes}, ${cost.amount.toFixed(2)} ${cost.currency} a month` : changes;
}

async function approveAsAnother(baseUrl: string, client: FreeholdClient, operationId: string) {
  const { member, apiKey } = await client.createMember({ name: "Grace", email: "grace@example.com", role: "admin" });
  const grace = createClient({ baseUrl, apiKey: apiKey.key ?? "" });
  const approved = await grace.approveOperation(operationId, { reason: "the machine was deleted by mistake" });
  return { member: member.name, approved };
}

function shortcomingsOf(healed: Operation, before: StackOutputs, after: StackOutputs): Shortcoming[] {
  return [
    ...(healed.status === "succeeded" ? [] : [`the machine was not recreated: the heal has ${healed.status}`]),
    ...(after.machine.id === before.machine.id ? ["the machine is the one that was deleted"] : []),
    ...(after.url === before.url ? [] : [`the address changed from ${before.url} to ${after.url}`]),
    ...(JSON.stringify(after.credentials) === JSON.stringify(before.credentials) ? [] : ["the credentials changed"]),
  ];
}
