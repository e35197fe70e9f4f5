import { createSocket, type RemoteInfo } from "node:dgram";
import { type Answer, decode, encode, type Question } from "dns-packet";
import { type Found, lookUp, type ServedRecord, type ServedZone } from "./served-zone.ts";

/** A name server on this machine. */
export interface NameServer {
  /** `127.0.0.1:<port>`, UDP */
  address: string;
  close(): Promise<void>;
}

/** Numbers of the outcomes, https://www.iana.org/assignments/dns-parameters/dns-parameters.xhtml#dns-parameters-6 */
const RCODES: Readonly<Record<Found["outcome"], number>> = { answered: 0, no_such_name: 3, not_ours: 5 };
const FORMAT_ERROR = 1;
/** The bit of an answer that the zone's own server gives. */
const AUTHORITATIVE = 0x0400;
/** How long it may be remembered that a name does not exist, in seconds. */
const NEGATIVE_TTL = 1;

/**
 * Serves the zones of the emulated clouds over UDP, as they are at the moment of the question. A name in none of them is refused.
 *
 * @param port 0 lets the system choose
 */
export async function openNameServer(zones: () => readonly ServedZone[], port = 0): Promise<NameServer> {
  const socket = createSocket("udp4");
  socket.on("message", (message, from) => {
    const answer = answerTo(message, zones());
    if (answer !== undefined) send(socket, answer, from);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, "127.0.0.1", resolve);
  });
  return {
    address: `127.0.0.1:${socket.address().port}`,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function send(socket: ReturnType<typeof createSocket>, answer: Buffer, { port, address }: RemoteInfo): void {
  socket.send(answer, port, address);
}

/** Undefined for what is no question: anything may come in by UDP. */
function answerTo(message: Buffer, zones: readonly ServedZone[]): Buffer | undefined {
  const packet = decoded(message);
  if (packet === undefined || packet.type === "response") return undefined;
  const { id = 0, questions = [] } = packet;
  const [question] = questions;
  if (question === undefined) return encode({ type: "response", id, flags: FORMAT_ERROR });
  const found = lookUp(zones, question.name, question.type);
  const flags = RCODES[found.outcome] | (found.outcome === "not_ours" ? 0 : AUTHORITATIVE);
  const answers = found.records.map(wireRecord);
  const authorities = found.zone !== undefined && answers.length === 0 ? [authorityOf(found.zone)] : [];
  return encode({ type: "response", id, flags, questions: [question as Question], answers, authorities });
}

function decoded(message: Buffer): ReturnType<typeof decode> | undefined {
  try {
    return decode(message);
  } catch {
    return undefined;
  }
}

function wireRecord({ name, type, ttl, value }: ServedRecord & { name: string }): Answer {
  switch (type) {
    case "A":
    case "AAAA":
    case "CNAME":
    case "NS":
    case "TXT":
      return { name, type, ttl, data: value };
    case "MX": {
      const [preference = "0", exchange = ""] = value.split(" ");
      return { name, type, ttl, data: { preference: Number(preference), exchange } };
    }
    case "CAA": {
      const [flags = "0", tag = "issue", text = ""] = value.split(" ");
      return {
        ...{ name, type, ttl },
        data: { flags: Number(flags), tag: tag as "issue", value: text.replace(/^"|"$/g, "") },
      };
    }
  }
}

/** What says that there is nothing, and for how long (RFC 2308). */
function authorityOf(zone: string): Answer {
  return {
    ...{ name: zone, type: "SOA", ttl: NEGATIVE_TTL },
    data: {
      ...{ mname: `ns.${zone}`, rname: `hostmaster.${zone}`, serial: 1 },
      ...{ refresh: 10_000, retry: 2_400, expire: 604_800, minimum: NEGATIVE_TTL },
    },
  };
}
