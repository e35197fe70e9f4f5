import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { Send } from "./prover.ts";

/** Sends forms over HTTPS and takes the sandbox's own certificate, as an operator's client does with a new node. */
export function sendForm(authorization: string): Send {
  return async (method, url, body) => {
    const form = body === undefined ? undefined : new URLSearchParams(body as Record<string, string>).toString();
    const sent = request(url, {
      method,
      rejectUnauthorized: false,
      headers: {
        authorization,
        ...(form === undefined
          ? {}
          : { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(form) }),
      },
    });
    sent.end(form);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part as Buffer);
    return { status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() };
  };
}
