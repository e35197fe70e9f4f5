import type { TemplateTable } from "@freehold/components/templates";
import type { AppContext } from "../../app/context.ts";
import { WORK_REVISION } from "../../app/operations/work-revision.ts";
import type { WorkerKnowledge } from "../../db/kernel/workers.ts";
import type { OperationJob } from "./context.ts";

/** What a worker knows by its code and its settings. */
interface KnowingWorker {
  app: Pick<AppContext, "templates">;
  /** By the kind of their operations. */
  jobs: Readonly<Record<string, Pick<OperationJob, "kind" | "uses">>>;
  hostJobs: Readonly<Record<string, unknown>>;
}

/** What a worker with these jobs and templates can carry out: it claims nothing else. */
export function knowledgeOf({ app, jobs, hostJobs }: KnowingWorker): WorkerKnowledge {
  return {
    revision: WORK_REVISION,
    kinds: Object.keys(jobs),
    templateKinds: Object.values(jobs).flatMap(({ kind, uses }) => (uses.template ? [kind] : [])),
    hostKinds: Object.keys(hostJobs),
    releases: releasesOf(app.templates),
  };
}

function releasesOf(table: TemplateTable): string[] {
  return table
    .names()
    .flatMap((name) => ["", ...(table.template(name)?.versions ?? [])].map((version) => `${name}@${version}`));
}
