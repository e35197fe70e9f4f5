import { expect, test } from "@jest/globals";
import { diffInputs } from "./diff.ts";
import { Asset, Secret, UNKNOWN } from "./properties/value.ts";
import type { AnySchema } from "./schema.ts";

const schema: AnySchema = {
  inputs: {
    name: { kind: "string", autoName: { maxLength: 63 } },
    image: { kind: "string", replaces: true },
    labels: { kind: "object", fallback: {} },
    triggers: { kind: "list", replaces: true },
    firewallIds: { kind: "list", unordered: true },
    location: { kind: "string", replaces: true, computed: true },
    backups: { kind: "boolean", fallback: false },
    source: { kind: "asset" },
    birth: { kind: "object", replacingParts: ["keys"] },
  },
  outputs: {},
};
const paths = (olds: object, news: object) =>
  diffInputs(schema, olds as never, news as never).changes.map(({ path, kind }) => `${kind} ${path}`);

test("each changed place has its path", () => {
  const olds = { labels: { a: "1", "b.c": "2", gone: "3" }, triggers: [1, 2] };
  const news = { labels: { a: "9", "b.c": "8" }, triggers: [1, 3, 4] };

  expect(paths(olds, news)).toEqual([
    "update labels.a",
    'update labels["b.c"]',
    "delete labels.gone",
    "update triggers[1]",
    "add triggers[2]",
  ]);
});

test("an input that replaces is named among the replacements", () => {
  const diff = diffInputs(schema, { image: "a", labels: {} }, { image: "b", labels: { x: "y" } });

  expect(diff).toMatchObject({ changed: ["image", "labels"], replaces: ["image"], deleteBeforeReplace: false });
});

test("of an object only the parts that are named replace", () => {
  const replaced = (olds: object, news: object) => diffInputs(schema, olds as never, news as never).replaces;

  expect(replaced({ birth: { keys: ["a"], host: "a" } }, { birth: { keys: ["a"], host: "b" } })).toEqual([]);
  expect(replaced({}, { birth: { host: "b" } })).toEqual([]);
  expect(replaced({ birth: { keys: ["a"] } }, { birth: { keys: ["b"] } })).toEqual(["birth"]);
  expect(replaced({ birth: { keys: ["a"], host: "a" } }, {})).toEqual(["birth"]);
});

test("nothing, and what the vendor does anyway, are the same", () => {
  expect(paths({}, { backups: false, labels: {} })).toEqual([]);
  expect(paths({ backups: true }, {})).toEqual(["update backups"]);
});

test("what the vendor chooses is not changed by leaving it out", () => {
  expect(paths({ location: "fsn1" }, {})).toEqual([]);
  expect(paths({ location: "fsn1" }, { location: "nbg1" })).toEqual(["update location"]);
});

test("the order of a set means nothing", () => {
  expect(paths({ firewallIds: [1, 2] }, { firewallIds: [2, 1] })).toEqual([]);
});

test("becoming secret is no change, becoming unknown is one", () => {
  expect(paths({ image: "a" }, { image: new Secret("a") })).toEqual([]);
  expect(paths({ image: "a" }, { image: UNKNOWN })).toEqual(["update image"]);
});

test("assets are compared by their hash, because the engine leaves their contents out", () => {
  const full = new Asset({ hash: "1", text: "t" });

  expect(paths({ source: new Asset({ hash: "1" }) }, { source: full })).toEqual([]);
  expect(paths({ source: new Asset({ hash: "2" }) }, { source: full })).toEqual(["update source"]);
});

test("a replacement under a name that the program gave deletes first; under a made-up one it does not", () => {
  const given = diffInputs(schema, { name: "web", image: "a" }, { name: "web", image: "b" });
  const renamed = diffInputs(schema, { name: "web", image: "a" }, { name: "web2", image: "b" });
  const madeUp = diffInputs(schema, { name: "web-1", image: "a" }, { name: "web-1", image: "b", __defaults: ["name"] });

  expect([given, renamed, madeUp].map((diff) => diff.deleteBeforeReplace)).toEqual([true, false, false]);
});
