import type { DestinationStream } from "pino";
import type { Environment } from "../config/read-settings.ts";

/** A stream that may be a terminal. */
type Output = Pick<NodeJS.WriteStream, "isTTY" | "write">;

/**
 * Where the log goes: lines for people on a terminal, JSON for programs everywhere else.
 *
 * @param environment Of the process: `NO_COLOR` is obeyed
 */
export async function logDestination(output: Output, environment: Environment = {}): Promise<DestinationStream> {
  if (!output.isTTY) return { write: (line) => void output.write(line) };
  // Loaded where it is used: no service in a container has a terminal.
  const { prettyFactory } = await import("pino-pretty");
  const prettify = prettyFactory({
    colorize: !environment.NO_COLOR,
    translateTime: "SYS:HH:MM:ss",
    ignore: "pid,hostname,req,res,requestId,responseTime",
    messageFormat: wording,
    singleLine: true,
  });
  return { write: (line) => void output.write(prettify(line)) };
}

/** A request in the words of its own line: `GET /v1/tenants 200, 3 ms`. */
function wording(log: Record<string, unknown>, messageKey: string): string {
  const { req, res, responseTime } = log as { req?: { method?: string; url?: string }; res?: { status?: number } } & {
    responseTime?: number;
  };
  if (req?.method === undefined || res?.status === undefined) return String(log[messageKey] ?? "");
  return `${req.method} ${req.url} ${res.status}, ${responseTime} ms`;
}
