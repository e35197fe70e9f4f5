import { defineResource } from "@freehold/provider-kit";
import type { DigitaloceanClient } from "../client.ts";
import { deleteIfThere } from "../errors.ts";
import type * as wire from "../wire.ts";
import { changeDroplet } from "./changes.ts";
import { shownDroplet } from "./model.ts";
import { orderOf } from "./order.ts";
import { checkDroplet, type DropletInputs, type DropletState, dropletSchema } from "./schema.ts";

interface Ordered {
  droplet: wire.Droplet;
  links: { actions?: { id: number; rel: string }[] };
}

/** `digitalocean.Droplet`. https://docs.digitalocean.com/reference/api/digitalocean/#tag/Droplets */
export const droplet = defineResource<DigitaloceanClient, DropletInputs, DropletState>({
  schema: dropletSchema,

  check: checkDroplet,

  async create({ client, inputs, signal, recordId }) {
    const ordered = await client.post<Ordered>("/droplets", orderOf(inputs), signal);
    const id = String(ordered.droplet.id);
    recordId(id, shownDroplet(ordered.droplet, inputs));

    for (const action of ordered.links.actions ?? [])
      await client.waitForAction({ id: action.id, type: action.rel }, signal);
    let latest = ordered.droplet;
    await client.waitUntil(async () => {
      latest = await getDroplet(client, id, signal);
      return latest.status === "active" && (inputs.publicNetworking === false || hasPublicAddress(latest));
    }, signal);
    return { id, shown: shownDroplet(latest, inputs) };
  },

  async read({ client, id, inputs, signal }) {
    const found = await client.find<{ droplet: wire.Droplet }>(`/droplets/${id}`, signal);
    return found && { shown: shownDroplet(found.droplet, inputs) };
  },

  async update({ client, id, inputs, oldInputs, signal }) {
    const live = await getDroplet(client, id, signal);
    await changeDroplet({ client, path: `/droplets/${id}`, inputs, oldInputs, live, signal });
    return shownDroplet(await getDroplet(client, id, signal), inputs);
  },

  async delete({ client, id, inputs, signal }) {
    const path = `/droplets/${id}`;
    await deleteIfThere(async () => {
      if (inputs.gracefulShutdown) await client.act(path, { type: "shutdown" }, signal);
      await client.delete(path, signal);
    });
    await client.waitUntil(async () => (await client.find(path, signal)) === undefined, signal);
  },
});

/** The vendor may report it later than that the droplet runs; without it nothing leads to the machine. */
function hasPublicAddress({ networks }: wire.Droplet): boolean {
  return networks.v4.some(({ type }) => type === "public");
}

async function getDroplet(client: DigitaloceanClient, id: string, signal: AbortSignal): Promise<wire.Droplet> {
  return (await client.get<{ droplet: wire.Droplet }>(`/droplets/${id}`, signal)).droplet;
}
