import { rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { FreeholdError, isFreeholdError } from "@freehold/model";
import { z } from "zod";
import { remedyOf } from "../app/operations/remedy-of.ts";
import type { Manifest } from "./manifest.ts";

/**
 * The embedded database is one process's own, so a backup of it while the service runs is taken by the service. It is asked by a socket in
 * its home, which only the service's user may reach.
 */
const socketPathOf = (home: string): string => path.join(home, "backup.sock");

/** Longest path of a socket, on every system. */
const LONGEST_PATH = 100;

const Ask = z.strictObject({ folder: z.string().min(1) });
const Refusal = z.object({ message: z.string(), nextStep: z.string().optional() });

/** Opens the socket by which the `backup` command asks. @returns What closes it */
export async function openBackupSocket(
  home: string,
  take: (folder: string) => Promise<Manifest>,
): Promise<() => Promise<void>> {
  const socketPath = socketPathOf(home);
  if (socketPath.length > LONGEST_PATH) return async () => {};
  await rm(socketPath, { force: true });
  const server = createServer(async (req, res) => {
    const answer = (status: number, body: unknown): void => {
      res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    try {
      answer(200, await take(Ask.parse(JSON.parse(await text(req))).folder));
    } catch (error) {
      const nextStep = isFreeholdError(error) ? remedyOf(error, "program") : undefined;
      answer(500, { message: error instanceof Error ? error.message : String(error), nextStep });
    }
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(socketPath, resolve));
  return async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(socketPath, { force: true });
  };
}

/** Has the service that runs on a home take a backup. @throws FreeholdError `service_unavailable` when it cannot be asked */
export async function askService(home: string, folder: string): Promise<Manifest> {
  const { status, body } = await post(socketPathOf(home), JSON.stringify({ folder })).catch((cause: unknown) => {
    throw new FreeholdError("service_unavailable", `the service that runs on ${home} cannot be asked for a backup`, {
      cause,
      nextStep: `stop it and try again; the path of the home must be short enough for a socket (${LONGEST_PATH} characters)`,
    });
  });
  if (status === 200) return JSON.parse(body) as Manifest;
  const { message, nextStep } = Refusal.parse(JSON.parse(body));
  throw new FreeholdError("service_unavailable", message, nextStep === undefined ? {} : { nextStep });
}

function post(socketPath: string, body: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, path: "/", method: "POST" }, (answer) => {
      text(answer).then((answered) => resolve({ status: answer.statusCode, body: answered }), reject);
    });
    asking.once("error", reject).end(body);
  });
}
