import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { bundleOf, createHostWorld, type HostWorld } from "./testing/host-world.ts";

const FILES = {
  project: "fh-1\n",
  "compose.yaml": "services: {}\n",
  "hooks/backup": "db pg_dump -f /out/dump\nstorage sync-all now\n",
  "hooks/rotate-jwt-secret": "api reload\n",
};
const COMPOSE =
  "docker compose --project-directory /var/lib/freehold/shop -f /var/lib/freehold/shop/compose.yaml -p fh-1";

let world: HostWorld;

beforeEach(async () => {
  world = createHostWorld();
  await world.hostctl(["apply", "shop"], await bundleOf(FILES));
});

afterEach(() => {
  world.remove();
});

/** What was asked of containers since the apply. */
const asked = () => world.calls().filter((call) => / (exec|stop|up) /.test(call) && !call.startsWith("up "));

test("a hook runs each of its lines in the container of its service, in their order, and may run again", async () => {
  for (let time = 0; time < 2; time += 1) {
    expect(await world.hostctl(["hook", "shop", "backup"])).toMatchObject({
      exitCode: 0,
      stdout: "ran backup of shop\n",
    });
  }
  expect(await world.hostctl(["hook", "shop", "rotate/jwt-secret", "--timeout", "9"])).toMatchObject({ exitCode: 0 });

  const backup = [`${COMPOSE} exec -T db sh -c pg_dump -f /out/dump`, `${COMPOSE} exec -T storage sh -c sync-all now`];
  expect(asked().slice(1)).toEqual([...backup, ...backup, `${COMPOSE} exec -T api sh -c reload`]);
});

test("a hook that fails says where and with what, and its later lines do not run", async () => {
  world.program("docker", 'case "$*" in *pg_dump*) exit 3 ;; esac');

  expect(await world.hostctl(["hook", "shop", "backup"])).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: "hostctl: the hook backup of shop failed in db with 3: pg_dump -f /out/dump\n",
  });
  expect(world.calls().some((call) => call.includes("sync-all"))).toBe(false);
});

test("a hook that does not end in time is left with 75", async () => {
  world.program("docker", 'case "$*" in *exec*) sleep 20 ;; esac');

  expect(await world.hostctl(["hook", "shop", "backup", "--timeout", "1"])).toMatchObject({
    exitCode: 75,
    stderr: "hostctl: the hook backup of shop did not end in time: pg_dump -f /out/dump goes on in db\n",
  });
});

test.each([
  [["backups"], 64, "shop has no hook backups"],
  [[], 64, 'such as backup or rotate/jwt-secret, got ""'],
  [["../compose.yaml"], 64, 'got "../compose.yaml"'],
  [["backup", "--timeout", "soon"], 64, '--timeout takes a whole number, got "soon"'],
  [["backup", "now"], 64, 'and --timeout, got "now"'],
])("hook %j is refused", async (args, exitCode, message) => {
  const before = asked();

  const refused = await world.hostctl(["hook", "shop", ...args]);

  expect(refused).toMatchObject({ exitCode, stderr: expect.stringContaining(message) });
  expect(asked()).toEqual(before);
});

test("a restart stops all and starts each after what it needs; what is paused is not restarted and runs no hook", async () => {
  expect(await world.hostctl(["restart", "shop"])).toMatchObject({ exitCode: 0, stdout: "restarted shop\n" });
  expect(asked().slice(1)).toEqual([`${COMPOSE} stop -t 60`, `${COMPOSE} up -d --remove-orphans`]);

  await world.hostctl(["pause", "shop"]);
  const before = asked();
  for (const args of [
    ["restart", "shop"],
    ["hook", "shop", "backup"],
  ]) {
    expect(await world.hostctl(args)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("shop is paused") });
  }
  expect(await world.hostctl(["restart", "other"])).toMatchObject({ exitCode: 1 });
  expect(asked()).toEqual(before);
});
