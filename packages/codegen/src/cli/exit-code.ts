/** How the command ends (README, Exit codes). */
export const EXIT_OK = 0
/** Something in the project wants mending, or `--check` found stale files. */
export const EXIT_PROBLEMS = 1
/** The command line is wrong, or the command itself is at fault. */
export const EXIT_USAGE = 2

export type ExitCode = typeof EXIT_OK | typeof EXIT_PROBLEMS | typeof EXIT_USAGE
