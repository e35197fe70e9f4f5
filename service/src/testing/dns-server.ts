import { createSocket } from "node:dgram";
import { type Answer, type CaaData, decode, encode } from "dns-packet";

/** A name server on this machine that tests program. */
export interface TestDns {
  /** `127.0.0.1:<port>` */
  address: string;
  /** Sets the values of a name, those of CAA as `0 issue pki.example`; an empty list takes them away. */
  set(name: string, type: "A" | "TXT" | "CAA", values: readonly string[]): void;
  close(): Promise<void>;
}

/** Starts a name server over UDP. A name that nothing was set for does not exist. */
export async function startDns(): Promise<TestDns> {
  const records = new Map<string, readonly string[]>();
  const socket = createSocket("udp4");
  socket.on("message", (message, from) => {
    const { id, questions = [] } = decode(message);
    const answers = questions.flatMap(({ name, type }) =>
      (records.get(`${type} ${name.toLowerCase()}`) ?? []).map((data): Answer => {
        if (type === "CAA") return { type, name, data: caaData(data) };
        return type === "TXT" ? { type, name, data } : { type: "A", name, data };
      }),
    );
    const rcode = answers.length === 0 ? 3 : 0;
    socket.send(
      encode({ type: "response", ...(id !== undefined && { id }), flags: rcode, questions, answers }),
      from.port,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    set: (name, type, values) => void records.set(`${type} ${name}`, values),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function caaData(text: string): CaaData {
  const [flags = "0", tag = "", ...value] = text.split(" ");
  return { flags: Number(flags), tag: tag as CaaData["tag"], value: value.join(" ") };
}
