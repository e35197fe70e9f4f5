import type { TemplateTable } from "@freehold/components/templates";
import { WORK_REVISION } from "../../app/operations/work-revision.ts";
import type { WorkerKnowledge } from "../../db/kernel/workers.ts";
import type { WorkerOptions } from "./run-next.ts";

/** What a worker with these jobs and templates can carry out: it claims nothing else. */
export function knowledgeOf({
  app,
  jobs,
  hostJobs,
}: Pick<WorkerOptions, "app" | "jobs" | "hostJobs">): WorkerKnowledge {
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
