import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import type Docker from "dockerode";

export interface ExecResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a program as root in a running container. */
export async function execIn(docker: Docker, container: Docker.Container, command: string[]): Promise<ExecResult> {
  const exec = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const [out, err] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, out, err);
  const texts = Promise.all([textOf(out), textOf(err)]);
  await finished(stream);
  out.end();
  err.end();
  const [stdout, stderr] = await texts;
  return { exitCode: (await exec.inspect()).ExitCode ?? -1, stdout, stderr };
}

async function textOf(stream: PassThrough): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString();
}
