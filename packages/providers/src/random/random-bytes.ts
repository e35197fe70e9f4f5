import { randomBytes as bytesOfLength } from "node:crypto";
import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { RandomBytes, RandomBytesArgs } from "@pulumi/random";

/** `random.RandomBytes`: random bytes that are secret, in two notations. Its id is always `none`. */
export const randomBytes = defineResource<void, InputsOf<RandomBytesArgs>, StateOf<RandomBytes>>({
  schema: {
    inputs: {
      length: { kind: "number", required: true, replaces: true },
      keepers: { kind: "object", replaces: true },
    },
    outputs: { base64: { secret: true }, hex: { secret: true } },
  },

  check: ({ length }) =>
    length === undefined || (Number.isInteger(length) && length >= 1)
      ? []
      : [{ property: "length", reason: `must be a whole number of at least 1, got ${length}` }],

  async create({ inputs }) {
    return { id: "none", shown: notations(bytesOfLength(inputs.length)) };
  },

  // The id of an import is the bytes in base64.
  async read({ id, state }) {
    const base64 = state.base64 ?? id;
    return { id: "none", shown: notations(Buffer.from(base64, "base64")) };
  },

  async delete() {},
});

function notations(bytes: Buffer) {
  return { length: bytes.length, base64: bytes.toString("base64"), hex: bytes.toString("hex") };
}
