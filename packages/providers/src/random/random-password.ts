import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { RandomPassword, RandomPasswordArgs } from "@pulumi/random";
import { hash } from "bcryptjs";
import { characterInputs } from "./character-schema.ts";
import { characterFailures, fullRules, randomCharacters } from "./characters.ts";

/** `random.RandomPassword`: a random text that is secret, with its bcrypt hash. */
export const randomPassword = defineResource<void, InputsOf<RandomPasswordArgs>, StateOf<RandomPassword>>({
  schema: {
    inputs: characterInputs,
    outputs: { result: { secret: true }, bcryptHash: { secret: true } },
  },

  check: characterFailures,

  async create({ inputs }) {
    const result = randomCharacters(inputs);
    return { id: "none", shown: { ...fullRules(inputs), result, bcryptHash: await bcryptHash(result) } };
  },

  // The id of an import is the password itself; the id that is kept says nothing.
  async read({ id, inputs, state }) {
    if (state.result !== undefined && state.bcryptHash !== undefined) {
      return { shown: { ...state, result: state.result, bcryptHash: state.bcryptHash } };
    }
    const shown = { ...fullRules({ ...inputs, length: id.length }), result: id, bcryptHash: await bcryptHash(id) };
    return { id: "none", shown };
  },

  async delete() {},
});

/** Cost of the hash, as the official provider has it. */
const BCRYPT_ROUNDS = 10;

/** bcrypt looks at no more than 72 bytes. */
function bcryptHash(password: string): Promise<string> {
  const bytes = Buffer.from(password);
  return hash(bytes.length > 72 ? bytes.subarray(0, 72).toString() : password, BCRYPT_ROUNDS);
}
