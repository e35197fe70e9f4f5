import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { lockHome } from "./lock-home.ts";

/** The shortest that there is. */
const SOON_STALE_MS = 2_000;

let folder: string;
let home: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "freehold-home-"));
  home = path.join(folder, "home");
});

afterEach(() => rm(folder, { recursive: true }));

test("a home that cannot be made is refused with the setting that names another", async () => {
  const file = path.join(folder, "file");
  await writeFile(file, "");

  await expect(lockHome(path.join(file, "home"))).rejects.toMatchObject({
    code: "service_unavailable",
    message: `the folder ${path.join(file, "home")} cannot be made or written (ENOTDIR)`,
    nextStep: "set FREEHOLD_HOME to a folder that this user may write to",
  });
});

test("a home that a service of this process has is refused until that releases it, and nothing is left of the lock then", async () => {
  const release = await lockHome(home);

  await expect(lockHome(home)).rejects.toMatchObject({ code: "service_unavailable", message: inUseBy(process.pid) });
  await release();

  expect(await readdir(home)).toEqual([]);
  await (await lockHome(home))();
});

test("a home that another process has is refused with that process, though it renews nothing because it is stopped", async () => {
  const other = await holdInChild();
  other.kill("SIGSTOP");
  await makeStale();

  await expect(lockHome(home)).rejects.toThrow(inUseBy(other.pid));

  await killed(other);
});

test("the lock of a process that was killed is taken over at once", async () => {
  await killed(await holdInChild());
  expect(await readdir(home)).toEqual(["service.lock", "service.lock.d"]);
  // Nobody who counted on time alone could have it so soon.
  await utimes(path.join(home, "service.lock.d"), new Date(), new Date());

  const release = await lockHome(home);

  await release();
});

test("the lock of a process that ends by a failure of its own is released", async () => {
  const other = await holdInChild();

  other.stdin?.end("fail");
  await once(other, "exit");

  expect(await readdir(home)).toEqual(["service.lock"]);
  await (await lockHome(home))();
});

test("the lock of a process on another host is taken over when it is not renewed any more", async () => {
  await mkdir(path.join(home, "service.lock.d"), { recursive: true });
  await writeFile(path.join(home, "service.lock"), "another-host/pid:[1] 17 4711 0a0a");

  const release = await lockHome(home, SOON_STALE_MS);

  await release();
});

test("the lock of a process on another host that renews it is refused with that process", async () => {
  await mkdir(path.join(home, "service.lock.d"), { recursive: true });
  await writeFile(path.join(home, "service.lock"), "another-host/pid:[1] 17 4711 0a0a");
  const renewing = setInterval(() => utimes(path.join(home, "service.lock.d"), new Date(), new Date()), 500);

  await expect(lockHome(home, SOON_STALE_MS)).rejects.toThrow(inUseBy(17));

  clearInterval(renewing);
});

test("a process whose lock is removed ends and says so", async () => {
  const other = await holdInChild();
  let said = "";
  other.stderr?.on("data", (chunk) => {
    said += String(chunk);
  });

  await rm(path.join(home, "service.lock.d"), { recursive: true });
  const [status] = await once(other, "close");

  expect(status).not.toBe(0);
  expect(said).toContain(`the lock of ${home} was removed, or another process took it`);
});

function inUseBy(pid: number | undefined): string {
  const file = path.join(home, "service.lock");
  return `process ${pid} already runs a service on ${home}; stop it, or set FREEHOLD_HOME to another folder (remove ${file} and ${file}.d when no service runs)`;
}

/** A process that has the home, until it is killed or its input ends. */
async function holdInChild(): Promise<ChildProcess> {
  const module = path.join(import.meta.dirname, "lock-home.ts");
  const program = `
    const { lockHome } = await import(${JSON.stringify(module)});
    await lockHome(${JSON.stringify(home)}, ${SOON_STALE_MS});
    console.log("locked");
    for await (const _ of process.stdin);
    throw new Error("a failure");`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = once(child, "exit").then(([status]) => {
    throw new Error(`the process ended with status ${status} before it had the home`);
  });
  await Promise.race([once(child.stdout, "data"), ended]);
  ended.catch(() => {}); // It may end now.
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function makeStale(): Promise<void> {
  await utimes(path.join(home, "service.lock.d"), new Date(0), new Date(0));
}
