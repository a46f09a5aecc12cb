/** Where one instance stops being enough, and what things cost: the source of all arithmetic. Conservative on purpose. */
export const thresholds = {
  requestsPerInstance: 400, // sustained reads a second of one generated process at 50 % CPU; source: measured
  safetyMargin: 3, // source: persona
  connectionsPerInstance: 10,
  smallDatabaseRequests: 5_000, // reads a second that one primary with a cache-warm working set answers
  databaseWrites: 2_000, // small transactions a second on one primary with fast disks
  megabytesPerThousandRows: 1.5, // rows of ~500 bytes with three indexes
  kilobytesPerResponse: 10, // compressed JSON of a list page
  singleRegionAvailability: 99.95, // percent; above it several regions are needed
  secondsBetweenRequests: 10, // of one person at work
}

/** Requests a second of one instance with one core at 50 %, by language. Source: measured for TypeScript, judgement for the others, relative to it. */
export const instanceRates: Record<string, number> = {
  'TypeScript with Node.js and Express': 400,
  'Java with Spring Boot': 600,
  'Python with Django': 200,
  Go: 1_000,
  'PHP with Laravel': 150,
  'C# with ASP.NET Core': 700,
}

/** EUR a month. Source: planning figures; replace them by your provider's. */
export const prices = {
  instance: 30, // one core, 2 GiB
  database: 150, // two cores, 8 GiB, 100 GB, backups
  replica: 110,
  storagePerGigabyte: 0.1,
  cache: 60,
  searchNode: 140,
  broker: 90,
  gateway: 60,
  observation: 150,
  logs: 20,
  core: 5, // of one machine that carries everything, with 2 GiB
  backup: 5,
  cluster: 150,
  identity: 60,
  egressPerTerabyte: 20,
}

/** Person-weeks; source: planning figures. */
export const effort = {
  base: 3,
  perStatement: 0.6,
  perTrait: 0.5,
  perIntegration: 1,
  foundation: 4,
  hardening: 4,
  developersAssumed: 3,
  perService: 3 /* more people on one service wait for each other */,
}
