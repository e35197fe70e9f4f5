/**
 * What a tenant may say of services of its own: an image, or a compose file. All of it is text, as settings are; empty stands for what was
 * not chosen.
 */
export interface OwnChoice {
  /** An image with a tag or a digest: one service, called `app`. Empty with a compose file. */
  image: string;
  /** What the image is started with, a JSON list of words. Empty: what it says itself. */
  command: string;
  /** User that the image runs as. Empty: what it says itself. */
  user: string;
  /** Variables, `NAME=value` a line: the image's environment, or what a compose file may refer to. Secret. */
  environment: string;
  /** Folder of the image that outlives its container. Empty: none does. */
  volume: string;
  /** A compose file. Secret: it may have passwords in it. */
  compose: string;
  /** The service of it that the proxy leads to. Empty: the only one. */
  service: string;
  /** Port that it listens on. */
  port: string;
}

/** What is wrong with what a tenant chose: which part of it, the value got and what is allowed. */
export class OwnServicesError extends Error {
  readonly part: keyof OwnChoice;

  constructor(part: keyof OwnChoice, detail: string) {
    super(detail);
    this.name = "OwnServicesError";
    this.part = part;
  }
}
