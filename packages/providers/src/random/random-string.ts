import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { RandomString, RandomStringArgs } from "@pulumi/random";
import { characterInputs } from "./character-schema.ts";
import { characterFailures, fullRules, randomCharacters } from "./characters.ts";

/** `random.RandomString`: a random text that is not secret; its id is the text. */
export const randomString = defineResource<void, InputsOf<RandomStringArgs>, StateOf<RandomString>>({
  schema: { inputs: characterInputs, outputs: { result: {} } },

  check: characterFailures,

  async create({ inputs }) {
    const result = randomCharacters(inputs);
    return { id: result, shown: { ...fullRules(inputs), result } };
  },

  async read({ id, inputs, state }) {
    return { shown: { ...fullRules({ ...inputs, length: id.length }), ...state, result: id } };
  },

  async delete() {},
});
