import { stringify } from 'yaml'
import type { Network, NetworkService } from '#model/network.ts'
import type { Draft } from './draft.ts'
import { type Contracts, type Format, mayHoldData, type SourceFile, statesAtTop, type Writing } from './format.ts'
import { entriesOf, get, type Located, textOf } from './located.ts'
import { parseFile } from './parse.ts'
import { field, fromProperties, toProperties } from './properties.ts'
import { homeOfDocument, lostFields } from './service-document.ts'

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']

/** "GET /users/{id}" for every operation, path items behind local references included. */
export function operationsOf(document: Located, draft: Draft): string[] {
  return entriesOf(get(document, 'paths')).flatMap(({ key: path, at, value }) => {
    if (path.startsWith('x-')) return []
    const item = pathItem(document, value)
    if (item) return methods.filter((method) => get(item, method)).map((method) => `${method.toUpperCase()} ${path}`)
    draft.skip(at, `the operations of ${path}`, 'They are referred to in another place, which is not in this document.')
    return []
  })
}
/** Follows $ref inside the document; undefined when it leads out of it or round in a circle. */
function pathItem(document: Located, node: Located): Located | undefined {
  const seen = new Set<Located>()
  let item: Located | undefined = node
  for (let ref = textOf(get(item, '$ref')); ref !== null && item; ref = textOf(get(item, '$ref'))) {
    if (!ref.startsWith('#/') || seen.has(item)) return undefined
    seen.add(item)
    item = get(document, ...ref.slice(2).split('/').map(unescaped))
  }
  return item
}
export const unescaped = (part: string): string => {
  const plain = part.replace(/~1/g, '/').replace(/~0/g, '~')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

function readDocument(document: Located, file: SourceFile, draft: Draft) {
  const version = textOf(get(document, 'openapi')) ?? textOf(get(document, 'swagger')) ?? ''
  if (!/^(2\.0|3\.[012])/.test(version))
    return draft.problem(get(document, 'openapi')?.at ?? document.at, `OpenAPI ${version || 'without a version'} is not known here; 2.0, 3.0, 3.1 and 3.2 are.`)
  const place = homeOfDocument(document, file, draft, 'x-gantry')
  if (!place) return
  const { system, service, name } = place
  // A skeleton that Gantry wrote itself is nobody's contract.
  const contract = get(document, 'x-gantry') ? undefined : file.name
  draft.put('service', `${system}/${service}`, document.at, {
    system: { value: system },
    slug: { value: service },
    name: { value: name.text, at: name.at },
    description: field(get(document, 'info', 'description')) ?? field(get(document, 'info', 'summary')),
    apis: { value: operationsOf(document, draft), at: get(document, 'paths')?.at },
    contract: { value: contract },
    ...fromProperties('service', get(document, 'x-gantry')),
  })
  const lost = ['webhooks', 'servers', 'security', 'externalDocs', 'tags'].filter((key) => get(document, key))
  if (lost.length > 0) draft.skip(document.at, `${lost.join(', ')} of ${name.text}`, 'They stay in the document, which the service names as its contract.')
}

export const openapi: Format = {
  id: 'openapi',
  recognises: ({ name, text }) => mayHoldData(name) && statesAtTop(text, '(openapi|swagger)'),
  read(files, draft) {
    for (const file of files)
      for (const document of parseFile(file, draft)) {
        if (get(document, 'openapi') || get(document, 'swagger')) readDocument(document, file, draft)
        else draft.problem(document.at, 'This is no OpenAPI document: the key “openapi” is missing.')
      }
  },
  write(network: Network, contracts?: Contracts): Writing {
    const writing: Writing = { files: [], notCarried: [] }
    for (const service of network.services) {
      const contract = contracts?.get(`${service.system}/${service.slug}`)
      if (contract) {
        writing.files.push({
          name: `${service.system}.${service.slug}.openapi.yaml`,
          text: stringify({ ...contract, 'x-gantry': extensionOf(service) }, { lineWidth: 0, aliasDuplicateObjects: false }),
        })
        continue
      }
      if (service.apis.length === 0) {
        writing.notCarried.push({ what: `${service.system}/${service.slug}`, why: 'It has no operations.' })
        continue
      }
      writing.files.push({ name: `${service.system}.${service.slug}.openapi.yaml`, text: openApiText(service, writing) })
      writing.notCarried.push({
        what: `bodies and answers of ${service.system}/${service.slug}`,
        why: `The network knows methods and paths alone${service.contract ? `; its contract is ${service.contract}` : ''}.`,
      })
    }
    return lostFields(writing, network, 'OpenAPI describes one service alone.')
  },
}

const extensionOf = (service: NetworkService) => ({ system: service.system, service: service.slug, ...toProperties('service', service, ['apis']) })

/** A skeleton of the contract: the operations without bodies, which the network does not know. */
export function openApiText(service: NetworkService, writing: Writing): string {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const api of service.apis) {
    const [, method = '', path = ''] = /^([A-Z]+)\s+(\/\S*)$/.exec(api) ?? []
    if (!methods.includes(method.toLowerCase())) {
      writing.notCarried.push({ what: `“${api}” of ${service.system}/${service.slug}`, why: 'It is no method and path.' })
      continue
    }
    const names = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name as string)
    const parameters = [...new Set(names)].map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
    const operation = { summary: api, ...(parameters.length > 0 && { parameters }), responses: { default: { description: 'Not stated in the network' } } }
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation }
  }
  return stringify(
    {
      openapi: '3.1.0',
      info: { title: service.name, version: '0.0.0', ...(service.description && { description: service.description }) },
      'x-gantry': extensionOf(service),
      paths,
    },
    { lineWidth: 0 },
  )
}
