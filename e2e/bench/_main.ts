import { printTable, type Row } from './_table.ts'

/** Runs the measurements named, one after the other, against the instance of the environment; one table at the end. */
const rows: Row[] = []
let failed = false
for (const name of process.argv.slice(2)) {
  try {
    const { measure } = (await import(`./${name}.ts`)) as { measure(): Promise<Row[]> }
    rows.push(...(await measure()))
    process.stdout.write(`  ${name}: done\n`)
  } catch (error) {
    failed = true
    process.stdout.write(`  ${name}: ${error instanceof Error ? error.stack : String(error)}\n`)
  }
}
printTable(rows)
process.exit(failed ? 1 : 0) // the domain's own connection pools would keep the process alive
