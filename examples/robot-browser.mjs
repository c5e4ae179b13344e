#!/usr/bin/env node
// A program in place of a browser: it opens the URL and follows the redirects of the service.
await fetch(process.argv[2])
