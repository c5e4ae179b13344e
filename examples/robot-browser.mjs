#!/usr/bin/env node
// A browser without a person: it opens the URL and follows where the service sends it.
await fetch(process.argv[2])
