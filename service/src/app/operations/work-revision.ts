/**
 * The revision of what operations ask of a worker, and of what the programs make of stacks. An operation carries that of the version which
 * wrote or began it, a tenant that of the version which shaped its stack last; no worker that knows an older one touches either. Raise it
 * with what a worker of before would do wrongly: a kind or a parameter that it would not heed, a resource that its program would remove.
 *
 * 1: the first that is recorded. Restarts, settings that an update brings about.
 */
export const WORK_REVISION = 1;
