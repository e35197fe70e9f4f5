import { defineResource } from "@freehold/provider-kit";
import { pause } from "../../http/pause.ts";
import type { HcloudClient } from "../client.ts";
import { deleteIfThere } from "../deletion.ts";
import { hasCode } from "../errors.ts";
import type * as wire from "../wire.ts";
import { attachNetwork, changeServer, finishServer } from "./changes.ts";
import { shownServer } from "./model.ts";
import { orderOf, startsLater } from "./order.ts";
import { checkServer, type ServerInputs, type ServerState, serverSchema } from "./schema.ts";

interface Ordered {
  server: wire.Server;
  action: wire.Action;
  next_actions: wire.Action[];
}

/** `hcloud.Server`. https://docs.hetzner.cloud/reference/cloud#servers */
export const server = defineResource<HcloudClient, ServerInputs, ServerState>({
  schema: serverSchema,

  check: checkServer,

  async create({ client, inputs, signal, recordId }) {
    const order = await orderOf(client, inputs, signal);
    const ordered = await client.post<Ordered>("/servers", order, signal);
    const id = String(ordered.server.id);
    const path = `/servers/${id}`;
    recordId(id, shownServer(ordered.server, inputs));

    await client.waitFor([ordered.action, ...ordered.next_actions], signal);
    for (const network of inputs.networks ?? []) await attachNetwork(client, path, network, signal);
    if (startsLater(inputs)) await client.act(path, "poweron", {}, signal);
    await finishServer({ client, path, inputs, live: ordered.server, signal });

    return { id, shown: shownServer(await getServer(client, id, signal), inputs) };
  },

  async read({ client, id, inputs, signal }) {
    const found = await client.find<{ server: wire.Server }>(`/servers/${id}`, signal);
    return found && { shown: shownServer(found.server, inputs) };
  },

  async update({ client, id, inputs, oldInputs, signal }) {
    const live = await getServer(client, id, signal);
    await changeServer({ client, path: `/servers/${id}`, inputs, oldInputs, live, signal });
    return shownServer(await startedServer(client, id, signal), inputs);
  },

  async delete({ client, id, inputs, signal }) {
    await deleteIfThere(async () => {
      if (inputs.shutdownBeforeDeletion) await shutDown(client, id, signal);
      const { action } = await client.delete<{ action: wire.Action }>(`/servers/${id}`, signal);
      await client.waitFor([action], signal);
    });
  },
});

async function getServer(client: HcloudClient, id: string, signal: AbortSignal): Promise<wire.Server> {
  return (await client.get<{ server: wire.Server }>(`/servers/${id}`, signal)).server;
}

const POLL_EVERY_MS = 250;

/** A server whose create was cut short may still be starting when it is finished. */
async function startedServer(client: HcloudClient, id: string, signal: AbortSignal): Promise<wire.Server> {
  for (;;) {
    const found = await getServer(client, id, signal);
    if (found.status !== "initializing" && found.status !== "starting") return found;
    await pause(POLL_EVERY_MS, signal);
  }
}

/** How long a machine may take to shut down by itself before it is deleted anyway, in milliseconds. */
const SHUTDOWN_LIMIT_MS = 30_000;

async function shutDown(client: HcloudClient, id: string, signal: AbortSignal): Promise<void> {
  try {
    await client.act(`/servers/${id}`, "shutdown", {}, signal);
  } catch (error) {
    if (hasCode(error, "server_not_running", "server_off")) return;
    throw error;
  }

  const giveUpAt = Date.now() + SHUTDOWN_LIMIT_MS;
  while (Date.now() < giveUpAt && (await getServer(client, id, signal)).status !== "off") {
    await pause(POLL_EVERY_MS, signal);
  }
}
