import { randomBytes } from "node:crypto";
import { defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { RandomId, RandomIdArgs } from "@pulumi/random";

/** `random.RandomId`: random bytes in four notations, each behind the prefix. Not secret. */
export const randomId = defineResource<void, InputsOf<RandomIdArgs>, StateOf<RandomId>>({
  schema: {
    inputs: {
      byteLength: { kind: "number", required: true, replaces: true },
      keepers: { kind: "object", replaces: true },
      prefix: { kind: "string", replaces: true },
    },
    outputs: { b64Std: {}, b64Url: {}, dec: {}, hex: {} },
  },

  check: ({ byteLength }) =>
    byteLength === undefined || (Number.isInteger(byteLength) && byteLength >= 1)
      ? []
      : [{ property: "byteLength", reason: `must be a whole number of at least 1, got ${byteLength}` }],

  async create({ inputs }) {
    const bytes = randomBytes(inputs.byteLength);
    return { id: bytes.toString("base64url"), shown: notations(bytes, inputs.prefix) };
  },

  // An import names `<prefix>,<base64url>`, or only the latter.
  async read({ id, inputs }) {
    const comma = id.lastIndexOf(",");
    const encoded = id.slice(comma + 1);
    const bytes = Buffer.from(encoded, "base64url");
    if (bytes.length === 0 || bytes.toString("base64url") !== encoded) {
      throw new ProviderError(`the id of a RandomId is base64url text, got "${id}"`);
    }
    return { id: encoded, shown: notations(bytes, comma < 0 ? inputs.prefix : id.slice(0, comma)) };
  },

  async delete() {},
});

/** All notations of the bytes. */
export function notations(bytes: Buffer, prefix = "") {
  const hex = bytes.toString("hex");
  return {
    byteLength: bytes.length,
    prefix: prefix === "" ? undefined : prefix,
    hex: prefix + hex,
    dec: prefix + BigInt(`0x${hex}`).toString(),
    b64Std: prefix + bytes.toString("base64"),
    b64Url: prefix + bytes.toString("base64url"),
  };
}
