import { Agent, request } from "node:http";
import type { Duplex } from "node:stream";
import { FreeholdError, isFreeholdError } from "@freehold/model";
import { boundedText } from "../http/bounded-text.ts";
import { parsedAnswer } from "../http/parsed-answer.ts";
import { type DockerAccess, type HostSession, openSession } from "./open-session.ts";

export type { DockerAccess } from "./open-session.ts";

/** A Docker host for the length of one question: its engine's API, and its `hostctl`. */
export interface DockerHostClient {
  /**
   * Asks the engine. Undefined when the thing is not there.
   *
   * @throws FreeholdError `cloud_unreachable` with the engine's reason
   */
  engine(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<unknown>;
  /** @throws FreeholdError `cloud_unreachable` with what `hostctl` said */
  hostctl(command: string): Promise<string>;
}

/** Opens a session for `work` and ends it. */
export type WithDockerHost = <Result>(work: (host: DockerHostClient) => Promise<Result>) => Promise<Result>;

/** The engine is reached as `docker` itself does it over SSH: by a program on the host that carries the API on its input and output. */
export function createDockerClient(access: DockerAccess): WithDockerHost {
  return async (work) => {
    const session = await openSession(access);
    try {
      return await work({
        engine: (method, path, body) => askEngine(session, method, path, body),
        hostctl: (command) => runHostctl(session, command),
      });
    } finally {
      session.close();
    }
  };
}

/** How long the engine may take for an answer, in milliseconds: a container is stopped within ten seconds. */
const ANSWER_MS = 60_000;

async function askEngine(session: HostSession, method: string, path: string, asked?: object): Promise<unknown> {
  const channel = await session.open("docker system dial-stdio");
  const { status, body } = await exchange(channel, method, path, asked)
    .catch((cause: unknown) => {
      if (isFreeholdError(cause)) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new FreeholdError("cloud_unreachable", `Docker gave no answer to ${method} ${path}: ${why}`, { cause });
    })
    .finally(() => channel.destroy());
  if (status === 404) return undefined;
  const parsed = parsedAnswer(`Docker's answer to ${method} ${path}`, body);
  if (status < 400) return parsed;
  const reason = (parsed as { message?: string } | undefined)?.message ?? "no reason given";
  throw new FreeholdError("cloud_unreachable", `Docker refused ${method} ${path}: ${reason} (${status})`);
}

function exchange(
  channel: Duplex,
  method: string,
  path: string,
  sent?: object,
): Promise<{ status: number; body: string }> {
  const agent = new Agent({ keepAlive: false });
  agent.createConnection = () => channel;
  return new Promise((resolve, reject) => {
    const headers = sent === undefined ? {} : { "content-type": "application/json" };
    const signal = AbortSignal.timeout(ANSWER_MS);
    const asked = request({ agent, host: "docker", method, path, headers, signal }, (answer) => {
      boundedText(`${method} ${path}`, answer)
        .then((body) => resolve({ status: answer.statusCode ?? 0, body }))
        .catch((error: unknown) => reject(signal.aborted ? signal.reason : error));
    });
    asked.on("error", (error) => reject(signal.aborted ? signal.reason : error));
    asked.end(sent && JSON.stringify(sent));
  });
}

async function runHostctl(session: HostSession, command: string): Promise<string> {
  const { status, stdout, stderr } = await session.run(`hostctl ${command}`);
  if (status === 0) return stdout;
  throw new FreeholdError(
    "cloud_unreachable",
    `hostctl ${command} failed on the Docker host: ${stderr.trim()} (${status})`,
  );
}
