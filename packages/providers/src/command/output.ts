/** Which of a command's streams are shown while it runs. The names are the SDK's. */
export type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";

/** What a command wrote. One newline at the end is taken off. */
export interface Output {
  stdout: string;
  stderr: string;
}

/**
 * Most that is kept of each stream, in bytes: it goes into the state, and through the engine, once for every version of the resource. Of
 * more, beginning and end are kept. The official plugin keeps everything.
 */
export const KEPT_BYTES = 32 * 1024;
/** Lines that are shown of a command, and how long each may be, in characters. */
export const SHOWN_LINES = 500;
const LONGEST_LINE = 1_000;

/** Collects what a command writes, and shows whole lines of it as they come: as much as a machine that writes without end may take. */
export class OutputCollector {
  readonly #log: (line: string) => void;
  readonly #logging: Logging;
  readonly #kept: Record<keyof Output, KeptOutput> = { stdout: new KeptOutput(), stderr: new KeptOutput() };
  readonly #unfinishedLine: Output = { stdout: "", stderr: "" };
  #shown = 0;

  constructor(log: (line: string) => void, logging: string | undefined) {
    this.#log = log;
    this.#logging = (logging ?? "stdoutAndStderr") as Logging;
  }

  add(stream: keyof Output, chunk: Buffer): void {
    this.#kept[stream].add(chunk);
    if (!this.#shows(stream) || this.#shown > SHOWN_LINES) return;
    const lines = (this.#unfinishedLine[stream] + chunk.toString()).split("\n");
    this.#unfinishedLine[stream] = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    for (const line of lines) this.#show(line);
  }

  get output(): Output {
    return { stdout: this.#kept.stdout.text, stderr: this.#kept.stderr.text };
  }

  #show(line: string): void {
    this.#shown += 1;
    if (this.#shown <= SHOWN_LINES) this.#log(line.slice(0, LONGEST_LINE));
    else if (this.#shown === SHOWN_LINES + 1) this.#log("… what the command writes further is not shown");
  }

  #shows(stream: keyof Output): boolean {
    return this.#logging === stream || this.#logging === "stdoutAndStderr";
  }
}

/** Beginning and end of a stream. */
class KeptOutput {
  #head = Buffer.alloc(0);
  #tail = Buffer.alloc(0);
  #leftOut = 0;

  add(chunk: Buffer): void {
    const room = KEPT_BYTES / 2 - this.#head.length;
    if (room > 0) this.#head = Buffer.concat([this.#head, chunk.subarray(0, room)]);
    const rest = chunk.subarray(Math.max(room, 0));
    if (rest.length === 0) return;
    const tail = Buffer.concat([this.#tail, rest]);
    this.#tail = Buffer.from(tail.subarray(-KEPT_BYTES / 2));
    this.#leftOut += tail.length - this.#tail.length;
  }

  get text(): string {
    const between = this.#leftOut === 0 ? "" : `\n… ${this.#leftOut} bytes are left out …\n`;
    return `${this.#head}${between}${this.#tail}`.replace(/\n$/, "");
  }
}

/** The end of a long output is the part that says what went wrong, in characters. */
const LONGEST_IN_ERROR = 4_000;

/** What a command wrote, for an error: its complaints, or else everything else. */
export function complaint({ stderr, stdout }: Output): string {
  const text = (stderr || stdout).trim();
  return text.length > LONGEST_IN_ERROR ? `…${text.slice(-LONGEST_IN_ERROR)}` : text;
}

/** The environment that gives a command what the one before it wrote. */
export function previousOutput(previous: Partial<Output>, wanted: boolean | undefined): Record<string, string> {
  if (wanted === false) return {};
  return {
    ...(previous.stdout ? { PULUMI_COMMAND_STDOUT: previous.stdout } : {}),
    ...(previous.stderr ? { PULUMI_COMMAND_STDERR: previous.stderr } : {}),
  };
}
