/** Which of a command's streams are shown while it runs. The names are the SDK's. */
export type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";

/** What a command wrote. One newline at the end is taken off. */
export interface Output {
  stdout: string;
  stderr: string;
}

/** Collects what a command writes, and shows whole lines of it as they come. */
export class OutputCollector {
  readonly #log: (line: string) => void;
  readonly #logging: Logging;
  readonly #chunks: Record<keyof Output, Buffer[]> = { stdout: [], stderr: [] };
  readonly #unfinishedLine: Output = { stdout: "", stderr: "" };

  constructor(log: (line: string) => void, logging: string | undefined) {
    this.#log = log;
    this.#logging = (logging ?? "stdoutAndStderr") as Logging;
  }

  add(stream: keyof Output, chunk: Buffer): void {
    this.#chunks[stream].push(chunk);
    if (!this.#shows(stream)) return;
    const lines = (this.#unfinishedLine[stream] + chunk.toString()).split("\n");
    this.#unfinishedLine[stream] = lines.pop() ?? "";
    for (const line of lines) this.#log(line);
  }

  get output(): Output {
    const text = (stream: keyof Output) => Buffer.concat(this.#chunks[stream]).toString().replace(/\n$/, "");
    return { stdout: text("stdout"), stderr: text("stderr") };
  }

  #shows(stream: keyof Output): boolean {
    return this.#logging === stream || this.#logging === "stdoutAndStderr";
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
