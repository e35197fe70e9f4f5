import { randomUUID } from "node:crypto";
import { defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { RandomUuid, RandomUuidArgs } from "@pulumi/random";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `random.RandomUuid`: a random UUID (version 4); its id is the UUID. Not secret. */
export const randomUuid = defineResource<void, InputsOf<RandomUuidArgs>, StateOf<RandomUuid>>({
  schema: { inputs: { keepers: { kind: "object", replaces: true } }, outputs: { result: {} } },

  async create() {
    const result = randomUUID();
    return { id: result, shown: { result } };
  },

  async read({ id }) {
    if (!UUID.test(id)) throw new ProviderError(`the id of a RandomUuid is a UUID, got "${id}"`);
    return { shown: { result: id } };
  },

  async delete() {},
});
