// elkjs' own worker: it listens for graphs by itself. A file of ours, so that the bundler makes a worker of it.
import 'elkjs/lib/elk-worker.min.js'
