import type { Entity, Operation } from '#model/specification.ts'
import type { Model } from '#server/generate/expression/model.ts'
import { actionPath, camel, collectionPath, itemPath } from '#server/generate/naming.ts'
import { operationName } from './operations.ts'
import { schemaName } from './schemas.ts'

const express = (path: string): string => path.replace('{id}', ':id')

function route(entity: Entity, operation: Operation): string {
  const rules = operationName(operation)
  const body = `parse(${schemaName(operation)}, request.body)`
  const head = (method: string, path: string): string =>
    `  router.${method}('${express(path)}', async (request: Request<{ id: string }>, response: Response) => {\n`
  switch (operation.kind) {
    case 'list':
      return `${head('get', collectionPath(entity))}    permitted(requestFacts(request).actor, ${rules})\n    response.json(await list(service, ${rules}, ${camel(entity.id)}List, parse(${camel(entity.id)}List.query, request.query), requestFacts(request)))\n  })\n`
    case 'read':
      return `${head('get', itemPath(entity))}    sendRecord(response, 200, await read(service, ${rules}, request.params.id, requestFacts(request)))\n  })\n`
    case 'create':
      return `${head('post', collectionPath(entity))}    permitted(requestFacts(request).actor, ${rules})\n    const { row } = await create(service, ${rules}, ${body}, requestFacts(request))\n    sendRecord(response, 201, row, \`${collectionPath(entity)}/\${String(row.id)}\`)\n  })\n`
    case 'delete':
      return `${head('delete', itemPath(entity))}    await remove(service, ${rules}, request.params.id, requestFacts(request))\n    response.status(204).end()\n  })\n`
    case 'update':
    case 'action':
      return `${head(operation.kind === 'update' ? 'patch' : 'post', operation.kind === 'update' ? itemPath(entity) : actionPath(entity, operation))}    permitted(requestFacts(request).actor, ${rules})\n    sendRecord(response, 200, await change(service, ${rules}, request.params.id, ${body}, requestFacts(request)))\n  })\n`
  }
}

/** The routes file of an entity: addresses and methods, nothing else. */
export function routesFile(model: Model, entity: Entity): string {
  const operations = model.operations(entity)
  const kinds = new Set(operations.map((o) => o.kind))
  const performs = [
    ...(kinds.has('update') || kinds.has('action') ? ['change'] : []),
    ...(kinds.has('create') ? ['create'] : []),
    ...(kinds.has('read') ? ['read'] : []),
    ...(kinds.has('delete') ? ['remove'] : []),
  ]
  const bodies = operations.filter((o) => o.kind === 'create' || o.kind === 'update' || o.kind === 'action').map(schemaName)
  const sends = kinds.has('read') || kinds.has('create') || kinds.has('update') || kinds.has('action')
  return [
    "import { type Request, type Response, Router } from 'express'",
    ...(bodies.length > 0 || kinds.has('list') ? ["import { parse } from '../http/input.ts'"] : []),
    `import { requestFacts${sends ? ', sendRecord' : ''} } from '../http/send.ts'`,
    `import { ${bodies.length > 0 || kinds.has('list') ? 'permitted, ' : ''}type Service } from '../kernel/context.ts'`,
    ...(kinds.has('list') ? ["import { list } from '../kernel/list.ts'"] : []),
    ...(performs.length > 0 ? [`import { ${performs.join(', ')} } from '../kernel/perform.ts'`] : []),
    `import { ${operations.map(operationName).join(', ')} } from './operations.ts'`,
    ...(kinds.has('list') ? [`import { ${camel(entity.id)}List } from './record.ts'`] : []),
    ...(bodies.length > 0 ? [`import { ${bodies.join(', ')} } from './schemas.ts'`] : []),
    '',
    `export function ${camel(entity.id)}Routes(service: Service): Router {`,
    '  const router = Router()',
    `${operations.map((o) => route(entity, o)).join('')}  return router`,
    '}',
    '',
  ].join('\n')
}

export const routesName = (entity: Entity): string => `${camel(entity.id)}Routes`
export const folder = (entity: Entity): string => entity.id.replaceAll('_', '-')
