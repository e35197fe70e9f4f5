import { stripVTControlCharacters } from "node:util";
import { expect, test } from "@jest/globals";
import { pino } from "pino";
import { logDestination } from "./log-destination.ts";

async function written(isTTY: boolean, log: (logger: ReturnType<typeof pino>) => void): Promise<string> {
  let text = "";
  const write = (line: string | Uint8Array): boolean => {
    text += line;
    return true;
  };
  log(pino({}, await logDestination({ isTTY, write } as NodeJS.WriteStream)));
  return stripVTControlCharacters(text);
}

test("on a terminal a line is for people: time, level, words, and what else there is on the same line", async () => {
  const text = await written(true, (log) => log.warn({ part: "engine", places: 2 }, "it is slow"));

  expect(text).toMatch(/^\[\d\d:\d\d:\d\d\] WARN: it is slow \{"part":"engine","places":2\}\n$/);
});

test("on a terminal a request is one line of its own words", async () => {
  const req = { id: "r1", method: "GET", url: "/v1/tenants" };
  const text = await written(true, (log) => log.info({ req, res: { status: 200 }, responseTime: 3 }, "done"));

  expect(text).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: GET \/v1\/tenants 200, 3 ms\n$/);
});

test("elsewhere it is JSON", async () => {
  const text = await written(false, (log) => log.info({ part: "engine" }, "it is up"));

  expect(JSON.parse(text)).toMatchObject({ level: 30, part: "engine", msg: "it is up" });
});
