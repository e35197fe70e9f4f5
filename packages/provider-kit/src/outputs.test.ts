import { expect, test } from "@jest/globals";
import { inputsFromShown, outputsOf, previewOfCreate, previewOfUpdate } from "./outputs.ts";
import { Secret, UNKNOWN } from "./properties/value.ts";
import type { AnySchema } from "./schema.ts";

const schema: AnySchema = {
  inputs: {
    name: { kind: "string", autoName: { maxLength: 63 } },
    userData: { kind: "string" },
    location: { kind: "string", computed: true },
    backups: { kind: "boolean", fallback: false },
  },
  outputs: {
    status: { changesOnUpdate: true },
    ip: {},
    password: { secret: true },
    log: { secret: "when an input is" },
  },
};

test("a preview of a create shows what was given and unknowns for what the vendor will say", () => {
  expect(previewOfCreate(schema, { name: "web", userData: new Secret(UNKNOWN), __defaults: ["name"] })).toEqual({
    name: "web",
    userData: new Secret(UNKNOWN),
    location: UNKNOWN,
    status: UNKNOWN,
    ip: UNKNOWN,
    password: UNKNOWN,
    log: UNKNOWN,
  });
});

test("a preview of an update keeps the outputs that an update does not change", () => {
  const state = { name: "web", location: "fsn1", status: "running", ip: "1.2.3.4" };

  expect(previewOfUpdate(schema, { name: "new" }, state)).toEqual({
    name: "new",
    location: "fsn1",
    status: UNKNOWN,
    ip: "1.2.3.4",
  });
});

test("outputs are as secret as the inputs of the same name, and declared secrets are marked", () => {
  const outputs = outputsOf(schema, { ip: "1.2.3.4", password: "p", log: "l" }, { userData: new Secret("u") });

  expect(outputs).toEqual({
    userData: new Secret("u"),
    ip: "1.2.3.4",
    password: new Secret("p"),
    log: new Secret("l"),
  });
});

test("what was secret in state stays secret when it is read again", () => {
  const outputs = outputsOf(schema, { ip: "5.6.7.8" }, {}, { ip: new Secret("1.2.3.4") });

  expect(outputs).toEqual({ ip: new Secret("5.6.7.8") });
});

test("a refresh reports drift in the inputs, in the old secrecy, and keeps what the vendor does not report", () => {
  const known = { inputs: { name: new Secret("web"), userData: new Secret("u"), __defaults: ["name"] }, state: {} };
  const shown = { name: "renamed", location: "fsn1", backups: true };

  expect(inputsFromShown(schema, shown, {}, known)).toEqual({
    name: new Secret("renamed"),
    userData: new Secret("u"),
    backups: true,
    __defaults: ["name"],
  });
});

test("an import takes what the vendor has for inputs, without what it does anyway", () => {
  const shown = { name: "web", location: "fsn1", backups: false, ip: "1.2.3.4" };

  expect(inputsFromShown(schema, shown, {}, { inputs: {}, state: {} })).toEqual({ name: "web", location: "fsn1" });
});

test("an input keeps the program's own words where the resource says that they mean the same", () => {
  const known = { inputs: { name: "www" }, state: {} };

  expect(inputsFromShown(schema, { name: "www.example.com" }, { name: "www" }, known)).toEqual({ name: "www" });
});
