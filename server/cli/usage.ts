import { exchangeFormats } from '#model/exchange.ts'

/** Wrong usage: exit code 2. The message says how it is done right. */
export class Usage extends Error {}

export const help = `Gantry's command line, for whoever owns the data folder (GANTRY_HOME) of an instance.

  submit FILE… --system SLUG --title T --as EMAIL [--service SLUG] [--constraints FILE] [--quality-targets FILE] [--ask-first] [--json]
      Submits requirement documents (.md, .txt; at most five, 1 MB together) and starts a run.
      Without --service a new service is named after the title. Files named *constraint* or *quality* count as such.
  run ID [--wait] [--json]
      Shows a run. --wait: until it only waits for people, is in production or has ended.
  runs [--system SLUG] [--status STATUS] [--limit N] [--json]
      The newest runs.
  artifact RUN PATH [--stage STAGE]
      Writes an artifact to standard output. Of several stages' files with that path the last one's counts; without PATH: lists them.
  decide RUN approve|reject --as EMAIL [--role ROLE] [--reason R]
      Answers the approval a run waits for. Only while the local identity provider is in use. A rejection needs a reason.
  token RUN --role ROLE --subject NAME [--production]
      A bearer token for the service that the run deployed in staging.
  sweep [--wait] [--export DIR] [--json]
      Writes the documents of every system into its repository. --wait: until it has ended, with what it did;
      --export: waits too, and writes every repository's files to a folder.
  import FILE… --as EMAIL [--system SLUG] [--format F] [--note N] [--remove] [--dry-run] [--json]
      Reads ${exchangeFormats.join(', ')} files into the network, all of them or nothing; recognises the format of each.
      --system: of services whose file names none. --remove: also takes out what the files do not name, in the systems
      and kinds of elements they state. --dry-run: only says what would change and what could not be carried.
  export --format F [--system SLUG] [--out DIR] [--json]
      Writes the network, or one system of it, in a format; without --out to standard output. Lists what the format cannot carry.
  help

Exit codes: 0 done; 1 refused, a file that cannot be imported, or the run that was waited for did not succeed; 2 wrong usage.`
