import { readdirSync, renameSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { bundleOf, createHostWorld, type HostWorld } from "./testing/host-world.ts";

const COMPOSE =
  "docker compose --project-directory /var/lib/freehold/shop -f /var/lib/freehold/shop/compose.yaml -p fh-1";
const BEFORE_MARKS = { project: "fh-1\n", "compose.yaml": "services: {}\n" };

const FIRST_START = {
  ...BEFORE_MARKS,
  "first-start": "db ./volumes/db/data ended ^psql.*ERROR:\n",
};
const DATA = "/var/lib/freehold/shop/volumes/db/data";
const LINE = 'psql:/init/98.sql:3: ERROR:  function "f" exists';

let world: HostWorld;

beforeEach(() => {
  world = createHostWorld();
});

afterEach(() => {
  world.remove();
});

async function applied(files: Record<string, string>) {
  const outcome = await world.hostctl(["apply", "shop"], await bundleOf(files));
  expect(outcome).toEqual({ exitCode: 0, stdout: "applied shop\n", stderr: "" });
}

/** What a first start leaves that failed: data without the mark, a container that is healthy after its restart, and a line in the log. */
function firstStartFailed(): void {
  world.write(`${DATA}/PG_VERSION`, "15\n");
  world.docker("services", "db\nweb\n");
  world.docker("ps", "db running healthy 0\nweb running none 0\n");
  world.docker("logs", `hello\n${LINE}\npsql: ERROR: another\n`);
}

test("a first start that failed is seen through the health of its second, and said with its line", async () => {
  await applied(FIRST_START);
  firstStartFailed();

  const status = await world.hostctl(["status"]);
  const wait = await world.hostctl(["wait", "shop"]);

  const detail = `the first start of db failed: ${LINE}`;
  expect(JSON.parse(status.stdout).workloads).toMatchObject([{ name: "shop", state: "degraded", detail }]);
  expect(wait).toEqual({
    exitCode: 75,
    stdout: "",
    stderr: `hostctl: ${detail}; apply shop again: it starts on an empty folder then\n`,
  });
});

test("after a first start that failed the next apply starts on an empty folder", async () => {
  await applied(FIRST_START);
  firstStartFailed();

  const outcome = await world.hostctl(["apply", "shop"], await bundleOf(FIRST_START));

  expect(outcome).toEqual({
    exitCode: 0,
    stdout: `the first start of db failed: ${LINE}; it starts again on an empty folder\napplied shop\n`,
    stderr: "",
  });
  expect(readdirSync(world.path(DATA))).toEqual([]);
  expect(world.calls().slice(-3)).toEqual([`${COMPOSE} rm -s -f db`, `${COMPOSE} up -d --remove-orphans`, "up ended"]);
});

test("a first start that ended well is never taken for one that failed, not even when its mark is lost", async () => {
  await applied(FIRST_START);
  firstStartFailed();
  world.write(`${DATA}/ended`, "");
  expect(JSON.parse((await world.hostctl(["status"])).stdout).workloads[0].state).toBe("running");
  rmSync(world.path(`${DATA}/ended`));

  await applied(FIRST_START);

  expect(readdirSync(world.path(DATA))).toEqual(["PG_VERSION"]);
  expect((await world.hostctl(["wait", "shop"])).stdout).toBe("healthy\n");
});

test("data of a workload that was there before marks were is kept", async () => {
  await applied(BEFORE_MARKS);
  firstStartFailed();

  await applied(FIRST_START);
  await applied(FIRST_START);

  expect(readdirSync(world.path(DATA))).toEqual(["PG_VERSION"]);
  expect(JSON.parse((await world.hostctl(["status"])).stdout).workloads[0].state).toBe("running");
});

test("a first start that still runs is left to itself", async () => {
  await applied(FIRST_START);
  firstStartFailed();
  world.docker("ps", "db running starting 0\nweb running none 0\n");

  await applied(FIRST_START);

  expect(readdirSync(world.path(DATA))).toEqual(["PG_VERSION"]);
});

test("what is older than the first start that failed stays, and so does what lies behind a link", async () => {
  await applied(FIRST_START);
  firstStartFailed();
  const bundle = await bundleOf(FIRST_START);

  utimesSync(world.path(`${DATA}/PG_VERSION`), 0, 0);
  const older = await world.hostctl(["apply", "shop"], bundle);
  renameSync(world.path(DATA), world.path("/elsewhere"));
  symlinkSync(world.path("/elsewhere"), world.path(DATA));
  utimesSync(world.path("/elsewhere/PG_VERSION"), new Date(), new Date());
  const linked = await world.hostctl(["apply", "shop"], bundle);

  for (const { exitCode, stderr } of [older, linked]) {
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^hostctl: the first start of db failed: .*data has what is older, or a link, and stays as it is\n$/,
    );
  }
  expect(readdirSync(world.path("/elsewhere"))).toEqual(["PG_VERSION"]);
});

test("what a bundle wants done when all is healthy is done once after each apply", async () => {
  const bundle = { ...BEFORE_MARKS, "on-healthy": "db psql -q -f /set.sql\n" };
  world.docker("services", "db\n");
  world.docker("ps", "db running healthy 0\n");
  const settled = () => world.calls().filter((call) => call.includes(" exec "));

  await applied(bundle);
  expect(settled()).toEqual([]);
  await world.hostctl(["wait", "shop"]);
  await world.hostctl(["wait"]);
  expect(settled()).toEqual([`${COMPOSE} exec -T db sh -c psql -q -f /set.sql`]);

  await applied(bundle);
  await world.hostctl(["wait", "shop"]);
  expect(settled()).toHaveLength(2);
});
