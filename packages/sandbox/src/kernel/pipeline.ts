import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "./clock.ts";
import { type Effects, withEffects } from "./effects.ts";
import type { Emulator } from "./emulator.ts";
import { type Fault, type FaultKind, type Faults, isRefusalKind } from "./faults.ts";
import { type Answer, ConnectionReset, type HttpRequest } from "./http.ts";
import type { Call } from "./operation.ts";
import type { RequestLog } from "./request-log.ts";
import { createRouter, type Match } from "./router.ts";

/** What an emulator's requests pass through, besides the emulator itself. */
export interface PipelineServices {
  clock: Clock;
  faults: Faults;
  requests: RequestLog;
  /** Whether requests beyond the limit are refused; the headers are always sent. */
  enforceRateLimit: boolean;
  /** Hears about bugs of the sandbox. */
  log: (line: string) => void;
}

interface Exchange<Account> {
  request: HttpRequest;
  account?: Account;
  match?: Match<Account>;
  body?: unknown;
  /** Headers that every answer from here on carries. */
  headers: Record<string, string>;
  fault?: string;
  /** What the fault changes about the operation. */
  effects: Effects;
}

type Step<Account> = (exchange: Exchange<Account>, next: () => Promise<Answer>) => Promise<Answer>;

/** What a request to a cloud passes, from the outside in. */
export function createPipeline<Account>(
  emulator: Emulator<Account>,
  services: PipelineServices,
): (request: HttpRequest) => Promise<Answer> {
  const steps: Step<Account>[] = [
    logRequests(emulator, services), // outermost: refused requests and broken connections are logged too
    settleActions(services), // what was due before the request has happened: an instant action has ended by the next poll
    answerErrors(emulator, services), // whatever is thrown further in leaves in the vendor's form
    authenticate(emulator), // an unknown token learns nothing, not even its rate
    limitRate(emulator, services), // before faults and routing: a request costs whatever becomes of it
    injectFault(emulator, services), // before the work, or around it when only the answer shall be lost
    route(emulator), // 501 for what is not built
    validate(emulator),
  ];
  return (request) => run(steps, { request, headers: {}, effects: {} });
}

function run<Account>(steps: Step<Account>[], exchange: Exchange<Account>): Promise<Answer> {
  const from = async (index: number): Promise<Answer> => {
    const step = steps[index];
    return step === undefined ? carryOut(exchange) : step(exchange, () => from(index + 1));
  };
  return from(0);
}

async function carryOut<Account>(exchange: Exchange<Account>): Promise<Answer> {
  const { match, request, body } = exchange;
  if (match === undefined) throw new Error("the pipeline has no operation: `route` must come before the handler");
  const call: Call<Account> = {
    account: exchange.account as Account,
    request,
    id: match.params.id ?? "",
    params: match.params,
    query: request.query,
    body,
  };
  return withEffects(exchange.effects, () => match.operation.handle(call));
}

function logRequests<Account>(emulator: Emulator<Account>, { clock, requests }: PipelineServices): Step<Account> {
  return async (exchange, next) => {
    const { method, path } = exchange.request;
    const entry = () => ({
      at: clock.timestamp(),
      cloud: emulator.cloud,
      method,
      path,
      operation: exchange.match?.operation.route ?? null,
      fault: exchange.fault ?? null,
    });
    try {
      const answer = await next();
      requests.add({ ...entry(), status: answer.status });
      return { ...answer, headers: { ...exchange.headers, ...answer.headers } };
    } catch (error) {
      requests.add({ ...entry(), status: null });
      throw error;
    }
  };
}

function settleActions<Account>({ clock }: PipelineServices): Step<Account> {
  return async (_exchange, next) => {
    await clock.settle();
    return next();
  };
}

function answerErrors<Account>(emulator: Emulator<Account>, { log }: PipelineServices): Step<Account> {
  return async ({ request }, next) => {
    try {
      return await next();
    } catch (error) {
      if (error instanceof ConnectionReset) throw error;
      const answer = emulator.errorAnswer(error);
      if (answer.status === 500 && emulator.isRefusal?.(error) !== true)
        log(`${emulator.cloud}: ${request.method} ${request.path}: ${String((error as Error).stack)}`);
      return answer;
    }
  };
}

function authenticate<Account>(emulator: Emulator<Account>): Step<Account> {
  return (exchange, next) => {
    exchange.account = emulator.authenticate(exchange.request);
    return next();
  };
}

function limitRate<Account>(emulator: Emulator<Account>, { enforceRateLimit }: PipelineServices): Step<Account> {
  return (exchange, next) => {
    const verdict = emulator.limiterOf(exchange.account as Account).take();
    exchange.headers = { ...exchange.headers, ...emulator.rateLimitHeaders(verdict) };
    if (enforceRateLimit && !verdict.allowed) throw emulator.rateLimited(verdict);
    return next();
  };
}

function injectFault<Account>(emulator: Emulator<Account>, { clock, faults }: PipelineServices): Step<Account> {
  return async (exchange, next) => {
    const { request } = exchange;
    const fault = faults.take(emulator.cloud, request, (kind) => canInject(emulator, kind));
    if (fault === undefined) return next();
    exchange.fault = fault.kind;
    if (isRefusalKind(fault.kind)) {
      const words = emulator.refusalWords?.(fault.kind, request.path) ?? {};
      if (!("workFails" in words)) return emulator.faultAnswer({ ...fault, ...words });
      exchange.effects = words;
      return next();
    }
    switch (fault.kind) {
      case "status":
        return emulator.faultAnswer(fault);
      case "reset-before":
        throw new ConnectionReset();
      case "reset-after":
        if (fault.lists !== undefined || fault.ms !== undefined)
          exchange.effects = effectsOf({ ...fault, kind: "late-in-lists" }, clock);
        await next().catch(() => undefined); // a refusal is lost as well
        throw new ConnectionReset();
      case "delay":
        await sleep(fault.ms);
        return next();
      case "hold-before":
        await faults.hold({ cloud: emulator.cloud, method: request.method, path: request.path, kind: fault.kind });
        return next();
      case "hold-after": {
        const [outcome] = await Promise.allSettled([next()]);
        await faults.hold({ cloud: emulator.cloud, method: request.method, path: request.path, kind: fault.kind });
        if (outcome.status === "rejected") throw outcome.reason; // a refusal is held as well
        return outcome.value;
      }
      default:
        exchange.effects = effectsOf(fault, clock);
        return next();
    }
  };
}

/** A vendor that has no words for a refusal never refuses so. */
export function canInject<Account>(emulator: Emulator<Account>, kind: FaultKind): boolean {
  return !isRefusalKind(kind) || emulator.refusalWords?.(kind, emulator.basePath) !== undefined;
}

function effectsOf({ kind, message, ms, lists }: Fault, clock: Clock): Effects {
  switch (kind) {
    case "action-fails":
      return { workFails: message ?? "the sandbox was told to let it fail" };
    case "slow-address":
      return { addressAfterMs: ms ?? 0 };
    case "late-in-lists":
      return { late: ms === undefined ? { lists: lists ?? 1 } : { clock, until: clock.now() + ms } };
    default:
      return {};
  }
}

function route<Account>(emulator: Emulator<Account>): Step<Account> {
  const find = createRouter(emulator.operations);
  return (exchange, next) => {
    const { method, path } = exchange.request;
    const match = path.startsWith(`${emulator.basePath}/`)
      ? find(method, path.slice(emulator.basePath.length))
      : undefined;
    if (match === undefined) throw emulator.notBuilt(exchange.request);
    exchange.match = match;
    return next();
  };
}

function validate<Account>(emulator: Emulator<Account>): Step<Account> {
  return (exchange, next) => {
    const schema = exchange.match?.operation.schema;
    if (schema === undefined) return next();
    const { request } = exchange;
    const body = emulator.readBody === undefined ? parseJson(emulator, request.text) : emulator.readBody(request);
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw emulator.invalidBody(parsed.error.issues, body);
    exchange.body = parsed.data;
    return next();
  };
}

function parseJson<Account>(emulator: Emulator<Account>, text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw emulator.brokenJson();
  }
}
