// Asks a search index as a browser would: node search.mjs FOLDER < [words, …]; prints what each finds.
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
for (const words of JSON.parse(Buffer.concat(chunks))) {
  const { results } = await pagefind.search(words);
  const all = await Promise.all(results.map(async ({ id, data }) => ({ id, ...(await data()) })));
  found.push(all.map(({ id, url, meta }) => ({ id, url, title: meta.title })));
}
console.log(JSON.stringify(found));
process.exit(0);
