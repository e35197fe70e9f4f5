import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { FreeholdError } from "@freehold/model";

/**
 * A message that is signed as Standard Webhooks prescribes: `v1,` and the HMAC-SHA256, in base64, of id, time and body joined by dots.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export interface SignedMessage {
  /** Header `webhook-id`: the same for every try to deliver the same message. */
  id: string;
  /** Header `webhook-timestamp`: seconds since 1970. */
  timestamp: string;
  /** The body as it was sent, byte by byte. */
  body: string;
  /** Header `webhook-signature`: one or more, separated by spaces. */
  signature: string;
}

/** How far a message's time may be from ours, either way. */
const MESSAGE_TOLERANCE_SEC = 300;

/** How long a message's id must be remembered: one from a fast clock is taken for that long. */
export const MESSAGE_ID_KEPT_SEC = 2 * MESSAGE_TOLERANCE_SEC;

const SECONDS = /^\d{1,12}$/;

const SECRET_PREFIX = "whsec_";

/** A new secret: `whsec_` and 32 random bytes in base64. */
export function generateSigningSecret(): string {
  return `${SECRET_PREFIX}${randomBytes(32).toString("base64")}`;
}

/** The signature of a message. */
export function signMessage(secret: string, { id, timestamp, body }: Omit<SignedMessage, "signature">): string {
  const mac = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`);
  return `v1,${mac.digest("base64")}`;
}

/** The headers that a message is sent with. */
export function signedHeaders(secret: string, id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signMessage(secret, { id, timestamp, body }),
  };
}

/**
 * Checks signature and time. A repetition of a message within the tolerance is recognised by its id, which the caller must remember:
 * `takeMessageId`.
 *
 * @throws FreeholdError `unauthenticated`
 */
export function verifySignedMessage(secret: string, message: SignedMessage, now: Date): void {
  const ageSec = ageOf(message, now);
  if (Math.abs(ageSec) > MESSAGE_TOLERANCE_SEC) {
    throw refused(
      `its time must be within ${MESSAGE_TOLERANCE_SEC} seconds of now, it is ${Math.round(ageSec)} seconds old`,
    );
  }
  if (!isSigned(secret, message)) throw refused("its signature does not fit its id, time and body");
}

/**
 * How far the clock of a message's sender is behind ours, in seconds, where the message is refused for its time alone: its signature is right.
 * Undefined for every other message.
 */
export function clockError(secret: string, message: SignedMessage, now: Date): number | undefined {
  if (!SECONDS.test(message.timestamp)) return undefined;
  const ageSec = ageOf(message, now);
  return Math.abs(ageSec) > MESSAGE_TOLERANCE_SEC && isSigned(secret, message) ? Math.round(ageSec) : undefined;
}

/** @throws FreeholdError `unauthenticated` for a time that is none */
function ageOf({ timestamp }: SignedMessage, now: Date): number {
  if (!SECONDS.test(timestamp)) throw refused("its time must be whole seconds since 1970");
  return now.getTime() / 1000 - Number(timestamp);
}

function isSigned(secret: string, message: SignedMessage): boolean {
  const expected = Buffer.from(signMessage(secret, message));
  // Several: a sender whose secret is being rotated signs with the old and the new one.
  return message.signature.split(" ").some((given) => {
    const got = Buffer.from(given);
    return got.length === expected.length && timingSafeEqual(got, expected);
  });
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret, "base64");
}

function refused(why: string): FreeholdError {
  return new FreeholdError("unauthenticated", `the message is not taken: ${why}`, {
    nextStep: "sign the body as it is sent, with the current secret and the sender's clock set right",
  });
}
