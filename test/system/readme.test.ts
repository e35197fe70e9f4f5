import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Child, startChild } from "./child.ts";
import { engineReason, pulumiBin, withEngine } from "./engine-binary.ts";
import { freePort } from "./sandbox-child.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const START = "npm start";

/** Commands of the README, and what it says that they answer; null where it shows nothing. */
interface Step {
  commands: string;
  answer: string | null;
}

withEngine(`the README, as a new user walks it${engineReason}`, () => {
  let home: string;
  let port: string;
  let sshPort: string;
  let steps: Step[];
  let service: Child;

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), "freehold-readme-"));
    port = String(await freePort());
    sshPort = String(await freePort());
    steps = stepsIn(section(await readFile(path.join(ROOT, "README.md"), "utf8"), "### 3. The service"));
    service = start();
    await up(service);
  });

  afterAll(async () => {
    await service.end();
    await paste("npm run --silent sandbox -- --stop");
    await rm(home, { recursive: true, force: true });
  });

  test("each command answers what stands below it", async () => {
    expect(steps[0]).toEqual({ commands: START, answer: null });
    expect(steps.filter(({ answer }) => answer !== null)).toHaveLength(3);

    let shell = "";
    for (const { commands, answer } of steps.slice(1)) {
      shell += `${commands}\n`;
      if (answer === null) continue;
      // Other tenants than the one that a command follows are ready when they are.
      await until(`${commands} to answer ${answer}`, async () => {
        const said = await paste(shell);
        return matches(said, answer) ? said : undefined;
      });
      // What was exported stays; what was asked is not asked again.
      shell =
        shell
          .match(/^export .*$/gm)
          ?.join("\n")
          .concat("\n") ?? "";
    }
  });

  test("after a restart the sandbox's tenants are there, and are what they are said to be", async () => {
    const { commands, answer } = steps.at(-1) ?? { commands: "", answer: "" };
    await service.end("SIGKILL");

    service = start();
    await up(service);
    const login = steps[1]?.commands.split("\n")[0] ?? "";

    expect(matches(await paste(`${login}\n${commands}`), answer ?? "")).toBe(true);
    const refreshed = await paste(`${login}\nnpm run --silent freehold -- --json tenants refresh globex`);
    expect(JSON.parse(refreshed)).toMatchObject({ refresh: { findings: [] } });
  });

  function start(): Child {
    return startChild("packages/toolchain/run.mjs", ["start"], environment());
  }

  /** Whose home is empty, and who has nothing set but where this machine has room. */
  function environment(): Record<string, string> {
    return {
      HOME: home,
      PORT: port,
      FREEHOLD_SSH_PORT: sshPort,
      FREEHOLD_URL: `http://127.0.0.1:${port}`,
      FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
      // The set-up has tests of its own.
      FREEHOLD_CACHE: process.env.FREEHOLD_CACHE ?? path.join(homedir(), ".cache", "freehold"),
    };
  }

  /** Runs commands in one shell. What they write on standard output comes back. */
  async function paste(commands: string): Promise<string> {
    const shell = spawn("bash", ["-c", commands.replaceAll("localhost:8080", `127.0.0.1:${port}`)], {
      cwd: ROOT,
      env: { ...process.env, ...environment() },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    for await (const chunk of shell.stdout) said += chunk;
    return said;
  }
});

function up(service: Child): Promise<true> {
  return until("the service to be up", () => {
    if (!service.isAlive()) throw new Error(`the service ended:\n${service.errors()}`);
    return service.lines.some((line) => line.includes("service is up")) || undefined;
  });
}

function section(document: string, heading: string): string {
  const [, text = ""] = document.split(`${heading}\n`);
  return text.split(/^##/m)[0] ?? "";
}

/** Blocks of commands, each with the block of another kind that follows it. */
function stepsIn(text: string): Step[] {
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, kind, body = ""]) => ({ kind, body }));
  return blocks.flatMap(({ kind, body }, place) => {
    const next = blocks[place + 1];
    return kind === "sh" ? [{ commands: body.trim(), answer: next && next.kind !== "sh" ? next.body : null }] : [];
  });
}

/** Whether an answer is as the README shows it, where `…` stands for what differs each time. */
function matches(said: string, shown: string): boolean {
  const literal = shown
    .trim()
    .split("…")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join("[\\s\\S]*")}$`).test(said.trim());
}
