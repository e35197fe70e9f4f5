import { z } from "zod";
import { wholeNumber, words } from "./words.ts";

/** A published port in the long form. */
export interface CanonicalPort {
  target: number;
  published: string;
  host_ip: string;
  protocol: string;
}

const SHORT = /^(?:(\d{1,3}(?:\.\d{1,3}){3}):)?(\d{1,5}):(\d{1,5})(?:\/(tcp|udp))?$/;
const Port = wholeNumber(1, 65535);

const LongPort = words({
  target: Port,
  published: Port,
  host_ip: z.enum(["0.0.0.0", "127.0.0.1"]).default("0.0.0.0"),
  protocol: z.enum(["tcp", "udp"]).default("tcp"),
  mode: z.enum(["ingress", "host"]).optional(),
});

/** A published port, short or long: one port of the host, on one address. Ranges, and ports that Docker chooses, are refused. */
export const PublishedPort = z
  .preprocess((value, context) => {
    if (typeof value === "object") return value;
    const [whole, host_ip = "0.0.0.0", published, target, protocol = "tcp"] = SHORT.exec(String(value)) ?? [];
    if (whole !== undefined) return { target, published, host_ip, protocol };
    context.addIssue({
      code: "custom",
      message: "must be HOST:CONTAINER or ADDRESS:HOST:CONTAINER, each one port",
      input: value,
    });
    return z.NEVER;
  }, LongPort)
  .transform(
    ({ target, published, host_ip, protocol }): CanonicalPort => ({
      target,
      published: String(published),
      host_ip,
      protocol,
    }),
  );
