import { expect, test } from "@jest/globals";
import { checkInputs, knownInputs } from "./check.ts";
import { Secret, UNKNOWN } from "./properties/value.ts";
import type { AnySchema } from "./schema.ts";

const schema: AnySchema = {
  inputs: {
    name: { kind: "string", autoName: { maxLength: 20 } },
    size: { kind: "number", required: true },
    format: { kind: "string", oneOf: ["ext4", "xfs"] },
    key: { kind: "string" },
    keys: { kind: "list", notEmpty: true },
    label: { kind: "string", notEmpty: true },
    parent: { kind: "number", notEmpty: true },
  },
  outputs: {},
};
const naming = { resourceName: "disk", randomSeed: new Uint8Array([1, 2, 3]) };

test("each fault is reported with the name of its property", () => {
  const { failures } = checkInputs(schema, { format: "zfs", size: "10", sise: 1 }, {}, naming);

  expect(failures).toEqual([
    { property: "format", reason: 'must be one of ext4, xfs, got "zfs"' },
    { property: "size", reason: 'must be of type number, got "10"' },
    { property: "sise", reason: "unknown property; allowed are name, size, format, key, keys, label, parent" },
  ]);
});

test("an empty text and a zero are faults where the official plugin refuses them", () => {
  const { failures } = checkInputs(schema, { size: 0, key: "", keys: ["a", ""], label: "", parent: 0 }, {}, naming);

  expect(failures).toEqual([
    { property: "keys", reason: "must have no empty text in it" },
    { property: "label", reason: "must not be empty" },
    { property: "parent", reason: "must not be empty" },
  ]);
});

test("a required input that is missing or null is a fault", () => {
  const { failures } = checkInputs(schema, { size: null }, {}, naming);

  expect(failures).toEqual([{ property: "size", reason: "is required and was not given" }]);
});

test("unknown inputs are not judged, and not given to a resource's own check", () => {
  const { inputs, failures } = checkInputs(schema, { size: UNKNOWN, key: new Secret("k") }, {}, naming);

  expect(failures).toEqual([]);
  expect(knownInputs(inputs)).toEqual({ name: "disk-fc4426b", key: "k" });
});

test("a name is made once and then kept", () => {
  const first = checkInputs(schema, { size: 1 }, {}, naming).inputs;
  const second = checkInputs(schema, { size: 1 }, first, { ...naming, randomSeed: new Uint8Array([9]) }).inputs;

  expect(first).toEqual({ size: 1, name: "disk-fc4426b", __defaults: ["name"] });
  expect(second).toEqual(first);
});

test("made-up names can be forbidden, or proposed by the project", () => {
  const forbidden = checkInputs(schema, { size: 1 }, {}, { ...naming, disabled: true });
  const proposed = checkInputs(schema, { size: 1 }, {}, { ...naming, proposedName: "ours" });

  expect(forbidden.failures).toEqual([{ property: "name", reason: "is required and was not given" }]);
  expect(proposed.inputs.name).toBe("ours");
});

test("a long text is not repeated in a fault: it may be a key", () => {
  const { failures } = checkInputs(schema, { size: "x".repeat(400) }, {}, naming);

  expect(failures).toEqual([{ property: "size", reason: "must be of type number, got a text of 400 characters" }]);
});

test("a secret is not repeated in a fault", () => {
  const { failures } = checkInputs(schema, { size: new Secret("s3cret") }, {}, naming);

  expect(failures).toEqual([{ property: "size", reason: "must be of type number, got a secret value" }]);
});
