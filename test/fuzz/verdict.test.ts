import { expect, test } from "@jest/globals";
import { type Exchange, exchangesIn } from "./exchanges.ts";
import { judge } from "./verdict.ts";

const API = {
  paths: {
    "/v1/things": { get: { responses: { 200: {}, "4XX": {}, 503: {} } } },
    "/v1/later": { post: { responses: { "4XX": {}, 501: {} } } },
  },
};
const THINGS = "GET /v1/things";

function exchange(status: number | undefined, more: Partial<Exchange> = {}): Exchange {
  return {
    operation: THINGS,
    asked: "GET http://localhost/v1/things",
    status,
    withKey: true,
    body: "{}",
    faults: [],
    ...more,
  };
}

const WELL = [exchange(200), exchange(501, { operation: "POST /v1/later", body: '{"code":"not_built"}' })];

test("answers that the description allows are well: success, refusals, `not_built`, 503, and 401 without a key", () => {
  const without = exchange(401, { withKey: false });

  expect(judge(API, [...WELL, exchange(404), exchange(503), without], [THINGS])).toEqual([]);
});

test.each([
  [500, `${THINGS}: status 500`],
  [502, `${THINGS}: status 502`],
  [501, `${THINGS}: 501 that is not \`not_built\``],
  [401, `${THINGS}: the key was not taken`],
  [undefined, `${THINGS}: no answer`],
])("an answer with status %s is wrong", (status, sentence) => {
  const wrong = judge(API, [...WELL, exchange(status)]);

  expect(wrong).toEqual([expect.stringContaining(sentence)]);
});

test("a description cannot allow 500", () => {
  const api = { paths: { "/v1/things": { get: { responses: { 500: {} } } } } };

  expect(judge(api, [exchange(500)])).toEqual([expect.stringContaining("status 500, 1 times")]);
});

test("many of one kind are one sentence, with an example", () => {
  expect(judge(API, [...WELL, exchange(500), exchange(500, { body: "oops" })])).toEqual([
    expect.stringMatching(/status 500, 2 times, such as\nGET http:\/\/localhost\/v1\/things answered 500/),
  ]);
});

test("an operation that was not asked, or never so that it could succeed, proves nothing", () => {
  expect(judge(API, [exchange(404)], [THINGS])).toEqual([
    "POST /v1/later was not asked at all",
    `${THINGS} was never asked so that it could succeed`,
  ]);
});

test("a fault that Schemathesis found is in the verdict", () => {
  const failure = { title: "Response violates schema", message: '"x" is not of type "integer"\n\nSchema: …' };
  const recorder = {
    cases: { a: { value: { method: "GET", path: "/v1/things" } } },
    checks: { a: [{ status: "success" }, { status: "failure", failure_info: { failure } }] },
    interactions: {
      a: {
        request: { method: "GET", uri: "http://localhost/v1/things" },
        response: { status_code: 200, content: { $base64: Buffer.from('{"n":"x"}').toString("base64") } },
      },
    },
  };
  const report = [
    { ScenarioFinished: { recorder } },
    { ScenarioFinished: { recorder: {} } },
    { EngineFinished: {} },
  ].map((event) => JSON.stringify(event));

  expect(judge(API, [...WELL, ...exchangesIn(report.join("\n"), "")])).toEqual([
    expect.stringMatching(
      /Response violates schema: "x" is not of type "integer", 1 times[\s\S]*answered 200: \{"n":"x"\}/,
    ),
  ]);
});

test("a run that ended early, or could not ask, is no verdict", () => {
  expect(() => exchangesIn("", "no such file")).toThrow("Schemathesis did not get to its end:\nno such file");
  expect(() => exchangesIn('{"NonFatalError":{"value":"timeout"}}\n{"EngineFinished":{}}', "")).toThrow(
    'Schemathesis could not ask:\n{"value":"timeout"}',
  );
});
