import { runningTopics } from './running-topics.ts'
import type { Topic } from './topic.ts'

/** Choices made once for the whole platform, in the order in which they are made: later ones build on earlier ones. */
export const platformTopics: Topic[] = [
  {
    id: 'pattern',
    title: 'Architecture pattern',
    context: 'How the platform is cut into what is built, released and scaled by itself.',
    weights: { flexibility: 3, throughput: 2, resilience: 2, operations: 2, cost: 2, consistency: 2 },
    sources: ['monolithfirst', 'premium', 'gateway', 'perservice', 'judgement'],
    options: [
      {
        name: 'Modular monolith',
        note: 'one deployable with a module a capability and one database; modules can be cut out later',
        tags: ['monolith'],
        scores: { flexibility: 2, throughput: 3, resilience: 2, operations: 5, cost: 5, consistency: 5 },
        consequences: [
          'Modules share a release: one waits for the other.',
          'No module reads another one’s tables except through its functions, so that it can be cut out later.',
        ],
      },
      {
        name: 'Microservices with API gateway',
        note: 'a deployable and a database a service, one entrance',
        tags: ['microservices'],
        scores: { flexibility: 5, throughput: 4, resilience: 4, operations: 2, cost: 2, consistency: 4 },
        consequences: ['Rules across services become sagas with compensation.', 'Each service needs pipeline, alarms and an owner of its own.'],
      },
      {
        name: 'Event-driven microservices',
        note: 'services tell what happened and react to it; few calls between them',
        tags: ['microservices', 'events'],
        scores: { flexibility: 5, throughput: 4, resilience: 5, operations: 1, cost: 2, consistency: 2 },
        consequences: ['What a service knows of others is late by seconds.', 'A chain of events is harder to follow than a call: tracing from the first day.'],
      },
      {
        name: 'Serverless functions',
        note: 'a function an operation, scaled by the provider down to nothing',
        tags: ['serverless', 'cloud'],
        scores: { flexibility: 4, throughput: 4, resilience: 4, operations: 4, cost: 3, consistency: 3 },
        consequences: [
          'Cold starts of some hundred milliseconds.',
          'Connections need a pool in front of the database.',
          'Moving to another provider means rewriting the edges.',
        ],
      },
    ],
  },
  {
    id: 'runtime',
    title: 'Where it runs',
    context: 'What starts, watches, scales and replaces the processes.',
    weights: { resilience: 2, throughput: 2, operations: 3, cost: 2, flexibility: 1 },
    sources: ['hpa', 'judgement'],
    options: [
      {
        name: 'Kubernetes',
        note: 'scales pods by load, replaces failed ones, the same in every cloud and on own hardware',
        tags: ['kubernetes', 'containers'],
        scores: { resilience: 5, throughput: 5, operations: 2, cost: 3, flexibility: 5 },
        consequences: ['Somebody has to know Kubernetes on call.', 'Limits and requests of every container are set and watched.'],
      },
      {
        name: 'Managed containers of the cloud',
        note: 'containers without a cluster to run',
        tags: ['containers', 'cloud', 'managed'],
        scores: { resilience: 4, throughput: 4, operations: 5, cost: 3, flexibility: 3 },
        consequences: ['Limits of the provider hold; moving takes work.'],
      },
      {
        name: 'Virtual machines with containers',
        note: 'two or more machines, containers restarted by the system, a load balancer in front',
        tags: ['vm', 'containers', 'on-premises'],
        scores: { resilience: 3, throughput: 3, operations: 4, cost: 4, flexibility: 2 },
        consequences: ['Scaling is a decision of days, not of seconds.', 'Patches of the operating system are yours.'],
      },
      {
        name: 'Functions of the cloud',
        note: 'no servers to see; paid by request',
        tags: ['serverless', 'cloud', 'managed'],
        scores: { resilience: 4, throughput: 4, operations: 4, cost: 3, flexibility: 3 },
        consequences: ['Run time and memory of a request are limited.'],
      },
    ],
  },
  {
    id: 'entrance',
    title: 'API gateway',
    context: 'One entrance that ends TLS, checks tokens, limits rates and routes to services.',
    weights: { security: 3, throughput: 2, operations: 2, cost: 2 },
    sources: ['gateway', 'judgement'],
    options: [
      {
        name: 'Kong Gateway',
        note: 'plugins for tokens, rate limits and metrics, configured as files',
        tags: ['kong', 'open-source'],
        scores: { security: 5, throughput: 4, operations: 3, cost: 4 },
        consequences: ['Plugins are pinned and reviewed like code.'],
      },
      {
        name: 'Envoy Gateway',
        note: 'the Gateway API of Kubernetes on Envoy',
        tags: ['open-source'],
        needs: 'kubernetes',
        scores: { security: 4, throughput: 5, operations: 3, cost: 4 },
        consequences: ['Filters beyond the standard ones are written by oneself.'],
      },
      {
        name: 'NGINX as reverse proxy',
        note: 'known by everybody, few moving parts; tokens are checked in the services',
        tags: ['open-source', 'nginx'],
        scores: { security: 3, throughput: 5, operations: 5, cost: 5 },
        consequences: ['Rate limits by address only; limits by customer live in the services.'],
      },
      {
        name: 'API gateway of the cloud',
        note: 'nothing to run; paid by request',
        tags: ['cloud', 'managed', 'proprietary'],
        scores: { security: 4, throughput: 4, operations: 5, cost: 2 },
        consequences: ['Costs grow with the load.'],
      },
    ],
  },
  {
    id: 'calls',
    title: 'Calls between services',
    context: 'A call over the network can be slow or fail; callers must neither wait for ever nor make it worse.',
    when: 'several_services',
    weights: { resilience: 3, security: 2, operations: 3, cost: 1 },
    sources: ['breaker', 'retries', 'judgement'],
    options: [
      {
        name: 'Time limits, retries and circuit breakers in the services',
        note: 'a small library, no further component',
        tags: ['library', 'open-source'],
        scores: { resilience: 4, security: 3, operations: 5, cost: 5 },
        consequences: [
          'Every call states time limit, retries with jitter and what happens when it stays away.',
          'Encryption between services comes from the network or from certificates of each service.',
        ],
      },
      {
        name: 'Linkerd',
        note: 'mutual TLS, retries and metrics by a small proxy beside each pod',
        tags: ['linkerd', 'open-source'],
        needs: 'kubernetes',
        scores: { resilience: 4, security: 5, operations: 3, cost: 3 },
        consequences: ['A proxy beside each pod: some milliseconds and megabytes.'],
      },
      {
        name: 'Istio',
        note: 'traffic rules, mutual TLS, policies and tracing in one',
        tags: ['istio', 'open-source'],
        needs: 'kubernetes',
        scores: { resilience: 5, security: 5, operations: 1, cost: 1 },
        consequences: ['A control plane that somebody has to know well.'],
      },
    ],
  },
  ...runningTopics,
]
