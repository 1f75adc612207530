// Asks a search index as a browser would: node search.mjs FOLDER < [[words or null, filters], …], prints what each finds.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const server = createServer(async (request, response) => {
  try {
    response.end(await readFile(join(folder, decodeURIComponent(new URL(request.url, "http://x").pathname))));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const pagefind = await import(pathToFileURL(join(folder, "search/pagefind.js")));
await pagefind.options({ basePath: `http://127.0.0.1:${server.address().port}/search/`, baseUrl: "/" });
const found = [];
for (const [words, filters] of JSON.parse(Buffer.concat(chunks))) {
  const { results } = await pagefind.search(words, { filters });
  found.push((await Promise.all(results.map((one) => one.data()))).map((one) => [one.url, one.meta.title]));
}
console.log(JSON.stringify({ found, filters: await pagefind.filters() }));
process.exit(0);
